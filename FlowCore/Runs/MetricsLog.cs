using System.Text.Json;
using FlowCore.Files;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>
/// <c>metrics.jsonl</c>: an object a step. Two runs of one seed differ in <c>ms</c>, <c>imagesPerSecond</c> and
/// <c>dataWaitShare</c>, the part of the step in which it waited for its images, only.
/// </summary>
internal sealed class MetricsLog(string path, int batchSize) : IDisposable
{
    private const string StepName = "step";
    private const string DifferingBytes = "differingBytes";

    // The first of what no two runs have alike.
    private const string Time = "ms";

    private readonly JsonLines _lines = new(path);

    /// <summary>Appends a step; numbers that are not finite become null, and the refusal says why.</summary>
    /// <param name="step">The step.</param>
    /// <param name="evaluation">What was measured after it, or null.</param>
    public void Write(StepMetrics step, RunEvaluation? evaluation = null) => _lines.Write(json =>
    {
        json.WriteNumber(StepName, step.Step);
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
            Write(json, evaluation);
        }

        json.WriteNumber(Time, Math.Round(step.Milliseconds, 3));
        json.WriteFinite("imagesPerSecond", Math.Round(1000 * batchSize / step.Milliseconds, 1));
        json.WriteFinite("dataWaitShare", Math.Round(step.DataWaitMilliseconds / step.Milliseconds, 4));
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
                    Write(json, evaluation);
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

    private static void Write(Utf8JsonWriter json, RunEvaluation evaluation)
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
        json.WriteNumber(DifferingBytes, evaluation.DifferingBytes);
    }

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
