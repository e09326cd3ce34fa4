using System.Text.Json;
using FlowCore.Files;

namespace FlowCore.Runs;

/// <summary>How a run went, from the files of its folder.</summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="Steps">The last step of its metrics.</param>
/// <param name="RefusedSteps">Steps whose update was refused.</param>
/// <param name="Time">The time of its steps: without evaluations, samples and checkpoints.</param>
/// <param name="LastBits">Mean bits/dim of the last <see cref="LastSteps"/> steps' batches; null without a step.</param>
/// <param name="Best">The best score on the validation images; null where there is none.</param>
public sealed record RunHistory(string Folder, int Steps, int RefusedSteps, TimeSpan Time, double? LastBits, RunScore? Best)
{
    /// <summary>Over how many steps the last loss is averaged, where there are as many.</summary>
    public const int LastSteps = 100;

    /// <summary>All that decided the run, or null where it cannot be read.</summary>
    public RunRecord? Record { get; init; }

    /// <summary>Why there is no <see cref="Record"/>; null where there is.</summary>
    public string? Problem { get; init; }

    /// <summary>The history of the run that a checkpoint is of, or null of a file elsewhere than in a run's folder.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <exception cref="FlowException">The metrics are there and cannot be read.</exception>
    public static RunHistory? Of(string checkpoint)
    {
        if (RunFolder.Of(checkpoint) is not { } folder)
        {
            return null;
        }

        var history = OfMetrics(folder);
        try
        {
            return history with { Record = RunRecord.Load(folder.Config) };
        }
        catch (FlowException refusal)
        {
            // Of another version, it may be; the model and its metrics are none the worse.
            return history with { Problem = refusal.Message };
        }
    }

    private static RunHistory OfMetrics(RunFolder folder)
    {
        var (steps, refused, milliseconds, best) = (0, 0, 0.0, (RunScore?)null);
        var last = new Queue<double>();
        foreach (var line in Lines(folder.Metrics))
        {
            steps = line.GetProperty("step").GetInt32();
            refused += line.TryGetProperty("refused", out _) ? 1 : 0;
            milliseconds += Number(line, "ms") ?? 0;
            if (Number(line, "bpd") is { } bits)
            {
                last.Enqueue(bits);
                _ = last.Count > LastSteps ? last.Dequeue() : 0;
            }

            if (Number(line, "validBpd") is { } valid
                && new RunScore(steps, valid, Number(line, "emaValidBpd")) is var score
                && (best is null || score.Best < best.Best))
            {
                best = score;
            }
        }

        return new RunHistory(
            folder.Path, steps, refused, TimeSpan.FromMilliseconds(milliseconds), last.Count == 0 ? null : last.Average(), best);
    }

    /// <summary>The objects of a file with a step, one at a time; a line that is none, which a crash may leave, is passed over.</summary>
    private static IEnumerable<JsonElement> Lines(string path)
    {
        if (!File.Exists(path) || FileFailure.IsEmpty(path))
        {
            yield break;
        }

        using var reader = Open(path);
        while (ReadLine(reader, path) is { } line)
        {
            if (Parse(line) is { } members)
            {
                yield return members;
            }
        }
    }

    private static StreamReader Open(string path) => Reading(path, () => new StreamReader(
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)));

    private static string? ReadLine(StreamReader reader, string path) => Reading(path, reader.ReadLine);

    private static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.Reading(path, "metrics of a run", failure);
        }
    }

    private static JsonElement? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("step", out var step) && step.TryGetInt32(out _)
                ? root.Clone()
                : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static double? Number(JsonElement line, string name) =>
        line.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number ? member.GetDouble() : null;
}
