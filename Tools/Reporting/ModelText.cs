using FlowCore.Checkpoints;
using FlowCore.Files;
using FlowCore.Models;
using FlowCore.Runs;
using FlowCore.Tools.Shell;
using FlowCore.Training;

namespace FlowCore.Tools.Reporting;

/// <summary>A checkpoint and its training in words.</summary>
internal static class ModelText
{
    /// <summary>A line a topic: the file, the model, what is kept of its training, and how that went where its folder is known.</summary>
    public static IEnumerable<string> Lines(CheckpointInfo info, RunHistory? history)
    {
        yield return FormattableString.Invariant($"{info.Path}: {Size(info.Bytes)}, {info.Format}");
        yield return "hash      " + (info.Hash is { } hash ? $"sha256:{hash}, as the file says; whatever loads the model compares it" : "none, from before files had one");
        yield return "images    " + (info.Config is { } config
            ? FormattableString.Invariant($"{config.ImageText}, {config.Bits} {(config.Bits == 1 ? "bit" : "bits")} a channel")
            : "unknown, as the file has no configuration");
        yield return "model     " + Model(info, history?.Record?.Preset);
        yield return "weights   " + (info.HasAverage
            ? "raw and average; other verbs take the average unless told --weights raw" : "raw, without an average");
        yield return FormattableString.Invariant($"step      {info.Step:N0}")
            + (info.Step == 0 ? ": started from data and not trained" : Epochs(info, history?.Record))
            + (info.HasTrainingState
                ? $"; training can go on from this file ({string.Join(", ", info.Sections)})"
                : "; training cannot go on from this file, which has the model alone");
        if ((info.Training ?? history?.Record?.Training) is { } training)
        {
            yield return "training  " + Training(training);
        }

        foreach (var line in history is null ? ["run       unknown, as the file is not in the folder of a run"] : Lines(history))
        {
            yield return line;
        }
    }

    /// <summary>A configuration as what differs from a preset, in the words of the command line.</summary>
    public static string Configuration(FlowConfig config, string? preset)
    {
        var name = preset is not null && FlowPresets.Names.Contains(preset) ? preset : FlowPresets.Nearest(config);
        var differences = JsonDifference.All(FlowPresets.Get(name), config)
            .Where(difference => difference.Member != nameof(FlowConfig.Image))
            .Select(difference => Difference(difference, config))
            .ToArray();
        return differences.Length == 0 ? name : $"{name} with {string.Join(' ', differences)}";
    }

    private static string Model(CheckpointInfo info, string? preset)
    {
        var count = FormattableString.Invariant($"{info.Parameters:N0} parameters");
        return info.Config is { } config
            ? FormattableString.Invariant($"{Configuration(config, preset)}: {count} and {info.FixedEntries:N0} fixed entries")
            : $"of parts that a program put together: {count}";
    }

    private static string Difference(JsonDifference difference, FlowConfig config)
    {
        var name = $"{nameof(FlowConfig)}.{difference.Member}";
        var flag = FlagNames.Names.Contains(name) ? FlagNames.Of(name) : difference.Member.ToLowerInvariant();
        return difference.Member switch
        {
            nameof(FlowConfig.Padded) => config.Padded is { } padded ? $"{flag} {padded.Height}x{padded.Width}" : $"{flag} none",
            nameof(FlowConfig.Classes) when config.Classes > 0 => FormattableString.Invariant($"{flag} ({config.Classes} classes)"),
            _ => $"{flag} {difference.Now}",
        };
    }

    private static string Epochs(CheckpointInfo info, RunRecord? record) => record is { TrainImages: > 0 }
        ? FormattableString.Invariant($", {info.Step * (double)record.Training.BatchSize / record.TrainImages:0.##} epochs")
        : "";

    private static string Training(TrainingOptions training) =>
        FormattableString.Invariant($"batches of {training.BatchSize}, {training.Optimizer.ToString().ToLowerInvariant()}, ")
        + FormattableString.Invariant($"lr {training.LearningRate}, warm-up {training.Warmup}, ")
        + FormattableString.Invariant($"schedule {training.Schedule.ToString().ToLowerInvariant()}, clip {training.GradClipNorm}, ")
        + FormattableString.Invariant($"average {training.AverageDecay}, gain bound {training.BoundGain}, seed {training.Seed}");

    private static IEnumerable<string> Lines(RunHistory history)
    {
        if (history.Record is { } record)
        {
            yield return FormattableString.Invariant(
                $"data      {record.Data} ({record.Format}): {record.TrainImages:N0} images to train on, {record.ValidImages:N0} to validate on, {record.TestImages:N0} to test on");
        }

        yield return FormattableString.Invariant($"run       {history.Folder}: {history.Steps:N0} steps in {Duration(history.Time)}")
            + (history.Record is { } by ? $" on {by.Device}" : "")
            + (history.RefusedSteps == 0 ? "" : FormattableString.Invariant($", {history.RefusedSteps:N0} of them refused"));
        if (history.LastBits is { } last)
        {
            yield return FormattableString.Invariant(
                $"bits/dim  {last:F4} of the last {Math.Min(history.Steps, RunHistory.LastSteps)} batches")
                + (history.Best is { } best
                    ? FormattableString.Invariant($", {best.Best:F4} at best on the validation images, after step {best.Step:N0}")
                    : "");
        }
    }

    private static string Size(long bytes) => bytes < 1 << 20
        ? FormattableString.Invariant($"{bytes / 1024.0:N1} KiB")
        : FormattableString.Invariant($"{bytes / (double)(1 << 20):N1} MiB");

    private static string Duration(TimeSpan time) => time.TotalMinutes < 2
        ? FormattableString.Invariant($"{time.TotalSeconds:F1} s")
        : time.TotalHours < 2
            ? FormattableString.Invariant($"{time.TotalMinutes:F1} min")
            : FormattableString.Invariant($"{time.TotalHours:F1} h");
}
