using System.Reflection;
using System.Text.Json;
using FlowCore.Files;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>What <c>config.json</c> holds: all that decided the run.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="Preset">The preset that the model started from.</param>
/// <param name="Data">What the user called the data.</param>
/// <param name="Format">What it was recognised as.</param>
/// <param name="Pictures">What becomes of the images' size, and of pictures; null where the data is arrays as they are.</param>
/// <param name="TrainImages">Images trained on.</param>
/// <param name="ValidImages">Images to make choices on.</param>
/// <param name="TestImages">Images tested on.</param>
/// <param name="ValidFraction">The part of the training images that was held out as valid, or 0.</param>
/// <param name="SplitSeed">What that part was drawn by.</param>
/// <param name="Seed">The seed of everything drawn.</param>
/// <param name="Device">The backend.</param>
/// <param name="SampleEvery">Steps from one picture to the next, or 0.</param>
/// <param name="CheckpointEvery">Steps from one checkpoint to the next, or 0.</param>
/// <param name="Keep">Checkpoints that are kept besides the last.</param>
/// <param name="EvaluateEvery">Steps from one evaluation to the next, or 0.</param>
/// <param name="GainEvery">Steps from one look at what the inverse amplifies to the next, or 0.</param>
/// <param name="GainLimit">The gain above which the run warns.</param>
/// <param name="Model">The model.</param>
/// <param name="Training">How it is trained.</param>
public sealed record RunRecord(
    string Version,
    string Preset,
    string Data,
    string Format,
    object? Pictures,
    int TrainImages,
    int ValidImages,
    int TestImages,
    double ValidFraction,
    ulong SplitSeed,
    ulong Seed,
    string Device,
    int SampleEvery,
    int CheckpointEvery,
    int Keep,
    int EvaluateEvery,
    int GainEvery,
    double GainLimit,
    FlowConfig Model,
    TrainingOptions Training)
{
    private const string Kind = "the configuration of a run";
    private const string Remedy = "Use a copy of it, or the version that wrote it.";

    // A record has some two thousand bytes.
    private const long LongestFile = 1 << 20;

    /// <summary>The record of a plan on a device.</summary>
    public static RunRecord Of(RunPlan plan, string device) => new(
        LibraryVersion,
        plan.Name,
        plan.Data.Path,
        plan.Data.Format,
        plan.Data.Pictures,
        plan.Data.Train.Count,
        plan.Data.Valid?.Count ?? 0,
        plan.Data.Test?.Count ?? 0,
        plan.Data.ValidFraction,
        plan.Data.SplitSeed,
        plan.Training.Seed,
        device,
        plan.SampleEvery,
        plan.CheckpointEvery,
        plan.Keep,
        plan.EvaluateEvery,
        plan.GainEvery,
        plan.GainLimit,
        plan.Model,
        plan.Training);

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FlowException">It cannot be read, or is no such record.</exception>
    public static RunRecord Load(string path)
    {
        try
        {
            using var file = FileFailure.Open(path, Kind);
            var record = file.Length <= LongestFile ? JsonSerializer.Deserialize<RunRecord>(file, FlowJson.Indented) : null;
            return record is { Model: not null, Training: not null, Preset: not null, Data: not null, Format: not null }
                ? record
                : throw new FlowException(path, Kind, "something else", Remedy);
        }
        catch (JsonException failure)
        {
            throw new FlowException(path, Kind, $"other JSON: {FileFailure.Brief(failure.Message)}", Remedy);
        }
        catch (IOException failure)
        {
            throw FileFailure.Reading(path, Kind, failure);
        }
    }

    /// <summary>Writes the file.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, this, FlowJson.Indented);
        stream.WriteByte((byte)'\n');
    });

    /// <summary>The same for people, a line a topic.</summary>
    public string Describe(string run) => string.Join(Environment.NewLine, Enumerable.Select(
    [
        $"FlowCore {Version}",
        $"run       {run}",
        FormattableString.Invariant($"data      {Data} ({Format}): {TrainImages:N0} images to train on, ")
            + (ValidImages == 0 ? "" : FormattableString.Invariant($"{ValidImages:N0} to validate on, "))
            + FormattableString.Invariant($"{TestImages:N0} to test on, {Model.ImageText}{(Model.Bits == 8 ? "" : $", {Model.Bits} bits")}"),
        FormattableString.Invariant($"model     {Preset}: levels {Model.Levels}, steps per level {Model.StepsPerLevel}, ")
            + FormattableString.Invariant($"width {Model.Width}, kernel {Model.Kernel}, ")
            + $"step {Model.Step}, prior {Model.Prior}{(Model.Classes == 0 ? "" : FormattableString.Invariant($", {Model.Classes} classes"))}",
        FormattableString.Invariant($"training  {Training.MaxSteps:N0} steps of batch {Training.BatchSize}, ")
            + FormattableString.Invariant($"{Epochs:0.##} epochs, ")
            + $"{Training.Optimizer.ToString().ToLowerInvariant()}, "
            + FormattableString.Invariant($"lr {Training.LearningRate}, warm-up {Training.Warmup}, ")
            + $"{Training.CreateSchedule(new Dictionary<string, double>(), TrainImages)}, "
            + FormattableString.Invariant($"clip {Training.GradClipNorm}, weight decay {Training.WeightDecay}")
            + (Training.AverageDecay == 0 ? "" : FormattableString.Invariant($", average {Training.AverageDecay}"))
            + (Training.MicroBatch == 0 ? "" : FormattableString.Invariant($", micro-batches of {Training.MicroBatch}"))
            + (Training.Recompute ? ", recompute" : "")
            + (Training.BoundGain > 0 ? FormattableString.Invariant($", gain at most {Training.BoundGain}") : ""),
        FormattableString.Invariant($"start     actnorm from {Math.Min(Training.InitImages, TrainImages)} images, seed {Seed}"),
        $"device    {Device}",
    ],
    line => VisibleText.Of(line)));

    private static string LibraryVersion { get; } = typeof(RunRecord).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private double Epochs => Training.MaxSteps * (double)Training.BatchSize / TrainImages;
}
