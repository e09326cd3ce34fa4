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
    /// <param name="evaluation">What was measured after it, or null.</param>
    public void Write(StepMetrics step, RunEvaluation? evaluation = null) => _lines.Write(json =>
    {
        json.WriteNumber("step", step.Step);
        json.WriteFinite("bpd", step.BitsPerDimension);
        json.WriteFinite("logPz", step.LogPrior);
        json.WriteFinite("logDet", step.LogDet);
        json.WriteFinite("gradNorm", step.GradientNorm);
        json.WriteFinite("clip", step.Clip);
        json.WriteFinite("lr", step.LearningRate);
        if (step.Refusal is { } refusal)
        {
            json.WriteString("refused", refusal);
        }

        if (evaluation is not null)
        {
            if (evaluation.ValidBitsPerDimension is { } bits)
            {
                json.WriteFinite("validBpd", bits);
            }

            if (evaluation.AverageBitsPerDimension is { } averaged)
            {
                json.WriteFinite("emaValidBpd", averaged);
            }

            json.WriteNumber("roundTripBytes", evaluation.RoundTripBytes);
            json.WriteNumber("differingBytes", evaluation.DifferingBytes);
        }

        json.WriteNumber("ms", Math.Round(step.Milliseconds, 3));
        json.WriteFinite("imagesPerSecond", Math.Round(1000 * batchSize / step.Milliseconds, 1));
        json.WriteFinite("dataWaitShare", Math.Round(step.DataWaitMilliseconds / step.Milliseconds, 4));
    });

    /// <inheritdoc cref="JsonLines.PutBack"/>
    public void PutBack() => _lines.PutBack();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _lines.Dispose();
}
