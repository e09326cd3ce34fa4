using FlowCore.Files;

namespace FlowCore.Runs;

/// <summary><c>metrics.jsonl</c>: an object a step, with its number, its <see cref="RunFields"/> and what is no number.</summary>
internal sealed class MetricsLog(string path) : IDisposable
{
    private readonly JsonLines _lines = new(path);

    /// <summary>Appends a step; numbers that are not finite become null, and the refusal says why.</summary>
    /// <param name="report">The step.</param>
    public void Write(StepReport report) => _lines.Write(json =>
    {
        json.WriteNumber("step", report.Metrics.Step);
        foreach (var field in RunFields.Of(report))
        {
            json.WriteFinite(field.Name, field.Value);
        }

        if (report.Stability?.LargestGain is { } gain)
        {
            json.WriteString("largestGainLayer", gain.Layer);
        }

        if (report.Stability?.LargestCondition is { } condition)
        {
            json.WriteString("largestConditionLayer", condition.Layer);
        }

        if (report.Metrics.Refusal is { } refusal)
        {
            json.WriteString("refused", refusal);
        }
    });

    /// <inheritdoc cref="JsonLines.PutBack"/>
    public void PutBack() => _lines.PutBack();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _lines.Dispose();
}
