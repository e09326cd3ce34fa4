using System.Text.Json;
using FlowCore.Files;

namespace FlowCore.Runs;

/// <summary><c>metrics.jsonl</c>: an object a step, with its number, its <see cref="RunFields"/> and what is no number.</summary>
internal sealed class MetricsLog(string path) : IDisposable
{
    private const string StepName = "step";
    private const string DifferingBytes = "differingBytes";

    // The first of what no two runs have alike.
    private const string Time = "ms";

    private readonly JsonLines _lines = new(path);

    /// <summary>Appends a step; numbers that are not finite become null, and the refusal says why.</summary>
    /// <param name="report">The step.</param>
    public void Write(StepReport report) => _lines.Write(json =>
    {
        json.WriteNumber(StepName, report.Metrics.Step);
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

    /// <summary>Removes the lines of all steps after one.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The line of the step itself; null if there is none.</returns>
    public JsonElement? GoBackTo(int step)
    {
        JsonElement? last = null;
        _lines.Cut(line =>
        {
            var (number, members) = Read(line);
            var stays = last is null && !(number > step);
            last ??= number == step ? members : null;
            return stays;
        });
        return last;
    }

    /// <summary>Whether the line of a step says what was measured after it.</summary>
    public static bool HasEvaluation(JsonElement line) => line.TryGetProperty(DifferingBytes, out _);

    /// <summary>Replaces the line of the last step by one that says what was measured after it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="evaluation">What was measured.</param>
    public void Complete(JsonElement line, RunEvaluation evaluation)
    {
        _lines.Cut(bytes => Read(bytes).Step is not { } step || step < evaluation.Step);
        _lines.Write(json =>
        {
            foreach (var member in line.EnumerateObject())
            {
                if (member.NameEquals(Time))
                {
                    foreach (var field in RunFields.Of(evaluation))
                    {
                        json.WriteFinite(field.Name, field.Value);
                    }
                }

                member.WriteTo(json);
            }
        });
    }

    /// <inheritdoc cref="JsonLines.PutBack"/>
    public void PutBack() => _lines.PutBack();

    /// <inheritdoc cref="JsonLines.FlushToDisk"/>
    public void FlushToDisk() => _lines.FlushToDisk();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _lines.Dispose();

    /// <summary>The step of a line and its members; nothing of a line that is none, which somebody else made of it.</summary>
    private static (int? Step, JsonElement? Members) Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(StepName, out var step)
                && step.TryGetInt32(out var number)
                ? (number, document.RootElement.Clone())
                : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
