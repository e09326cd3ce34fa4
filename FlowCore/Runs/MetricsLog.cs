using System.Text.Json;
using FlowCore.Evaluation;
using FlowCore.Files;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>
/// <c>metrics.jsonl</c>: an object a step. Two runs of one seed differ in <c>ms</c>, <c>imagesPerSecond</c> and
/// <c>dataWaitShare</c>, the part of the step in which it waited for its images, only.
/// </summary>
internal sealed class MetricsLog(string path, int batchSize) : IDisposable
{
    private readonly JsonLines _lines = new(path);

    /// <summary>Appends a step; numbers that are not finite become null, and the refusal says why.</summary>
    /// <param name="step">The step.</param>
    /// <param name="stability">What its model's inverse amplifies, where that was looked at: the largest gain and condition.</param>
    public void Write(StepMetrics step, StabilityReport? stability = null) => _lines.Write(json =>
    {
        json.WriteNumber("step", step.Step);
        json.WriteFinite("bpd", step.BitsPerDimension);
        json.WriteFinite("logPz", step.LogPrior);
        json.WriteFinite("logDet", step.LogDet);
        json.WriteFinite("gradNorm", step.GradientNorm);
        json.WriteFinite("lr", step.LearningRate);
        if (step.Refusal is { } refusal)
        {
            json.WriteString("refused", refusal);
        }

        Write(json, "gain", stability?.LargestGain, layer => layer.Gain);
        Write(json, "condition", stability?.LargestCondition, layer => layer.Condition);
        json.WriteNumber("ms", Math.Round(step.Milliseconds, 3));
        json.WriteFinite("imagesPerSecond", Math.Round(1000 * batchSize / step.Milliseconds, 1));
        json.WriteFinite("dataWaitShare", Math.Round(step.DataWaitMilliseconds / step.Milliseconds, 4));
    });

    /// <inheritdoc cref="JsonLines.PutBack"/>
    public void PutBack() => _lines.PutBack();

    private static void Write(
        Utf8JsonWriter json, string name, LayerStability? largest, Func<LayerStability, double?> number)
    {
        if (largest is not null)
        {
            json.WriteFinite(name, number(largest).GetValueOrDefault());
            json.WriteString(name + "Layer", largest.Layer);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _lines.Dispose();
}
