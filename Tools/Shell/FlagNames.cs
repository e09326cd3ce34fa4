using System.Text.RegularExpressions;

namespace FlowCore.Tools.Shell;

/// <summary>
/// The library's errors name what helps as its API has it, <c>TrainingOptions.BatchSize</c>; here that becomes what the command
/// line calls it, <c>--batch-size</c>.
/// </summary>
internal static partial class FlagNames
{
    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        ["DeviceCatalog.Find"] = "flow devices",
        ["DeviceChoice.Parse"] = "--device",
        ["DeviceKind.Cpu"] = "--device cpu",
        ["FlowPresets.Get"] = "--preset",
        ["FlowConfig.Padded"] = "--pad",
        ["FlowConfig.Levels"] = "--levels",
        ["FlowConfig.StepsPerLevel"] = "--steps-per-level",
        ["FlowConfig.Width"] = "--width",
        ["FlowConfig.Kernel"] = "--kernel",
        ["FlowConfig.Bits"] = "--bits",
        ["FlowConfig.Step"] = "--step",
        ["FlowCatalog.StepWith"] = "--unit",
        ["FlowCatalog.StepWithCoupling"] = "--coupling",
        ["FlowConfig.Prior"] = "--prior",
        ["FlowConfig.Classes"] = "--class-conditional",
        ["RunPlan.Folder"] = "--out",
        ["RunPlan.SampleEvery"] = "--sample-every",
        ["RunPlan.CheckpointEvery"] = "--checkpoint-every",
        ["RunPlan.EvaluateEvery"] = "--eval-every",
        ["RunPlan.GainEvery"] = "--gain-every",
        ["RunPlan.GainLimit"] = "--gain-limit",
        ["RunPlan.Keep"] = "--keep",
        ["RunPlan.Resume"] = "--resume",
        ["RunRecord.Preset"] = "--preset",
        ["RunRecord.Data"] = "--data",
        ["RunRecord.Format"] = "--dataset",
        ["RunRecord.ValidFraction"] = "--valid-fraction",
        ["RunRecord.SplitSeed"] = "--split-seed",
        ["RunRecord.Seed"] = "--seed",
        ["RunRecord.Device"] = "--device",
        ["DataOptions.Format"] = "--dataset",
        ["DataOptions.ValidFraction"] = "--valid-fraction",
        ["DataOptions.SplitSeed"] = "--split-seed",
        ["PictureOptions.Channels"] = "--channels",
        ["PictureOptions.Crop"] = "--crop",
        ["PictureOptions.ImageSize"] = "--image-size",
        ["TrainingOptions.BatchSize"] = "--batch-size",
        ["TrainingOptions.MicroBatch"] = "--micro-batch",
        ["TrainingOptions.MaxSteps"] = "--max-steps",
        ["TrainingOptions.LearningRate"] = "--lr",
        ["TrainingOptions.Warmup"] = "--warmup",
        ["TrainingOptions.LearningRateDecay"] = "--lr-decay",
        ["TrainingOptions.Schedule"] = "--schedule",
        ["TrainingOptions.ScheduleSteps"] = "--schedule-steps",
        ["TrainingOptions.LearningRateFloor"] = "--lr-floor",
        ["TrainingOptions.LearningRateFactor"] = "--lr-factor",
        ["TrainingOptions.LearningRateEvery"] = "--lr-every",
        ["TrainingOptions.Patience"] = "--patience",
        ["TrainingOptions.Beta1"] = "--beta1",
        ["TrainingOptions.Beta2"] = "--beta2",
        ["TrainingOptions.Epsilon"] = "--epsilon",
        ["TrainingOptions.AverageDecay"] = "--ema",
        ["TrainingOptions.GradClipNorm"] = "--grad-clip-norm",
        ["TrainingOptions.Optimizer"] = "--optimizer",
        ["TrainingOptions.WeightDecay"] = "--weight-decay",
        ["TrainingOptions.BoundGain"] = "--bound-gain",
        ["TrainingOptions.InitImages"] = "--init-images",
        ["TrainingOptions.Recompute"] = "--recompute",
        ["TrainingOptions.MaxBadSteps"] = "--max-bad-steps",
        ["EvaluationOptions.Seed"] = "--seed",
        ["EvaluationOptions.Draws"] = "--dequant-samples",
        ["EvaluationOptions.BoundDraws"] = "--iwae-k",
        ["EvaluationOptions.BatchSize"] = "--batch-size",
        ["TrainingOptions.Flip"] = "--flip",
        ["TrainingOptions.Seed"] = "--seed",
    };

    /// <summary>The names that are translated.</summary>
    public static IEnumerable<string> Names => Flags.Keys;

    /// <summary>What the command line calls a name.</summary>
    public static string Of(string name) => Flags[name];

    /// <summary>A line of the library in the words of the command line.</summary>
    public static string In(string line) =>
        Name().Replace(line, name => Flags.TryGetValue(name.Value, out var flag) ? flag : name.Value);

    [GeneratedRegex(@"\b[A-Z]\w+\.[A-Z]\w+\b")]
    private static partial Regex Name();
}
