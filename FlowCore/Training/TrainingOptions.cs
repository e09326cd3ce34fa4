using System.Text.Json.Serialization;
using FlowCore.Models;
using FlowCore.Training.Schedules;

namespace FlowCore.Training;

/// <summary>How a model is trained. The defaults are the default run's.</summary>
public sealed record TrainingOptions
{
    private const double PublishedLearningRate = 1e-3;

    /// <summary>Images of a step.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>
    /// Images of a step that are computed at a time, their gradients added up: the step's result but for rounding, in the memory of
    /// so many. 0 for all at once; if the batch is no multiple of it, the last ones are fewer.
    /// </summary>
    public int MicroBatch { get; init; }

    /// <summary>Steps in all.</summary>
    public int MaxSteps { get; init; } = 1500;

    /// <summary>The learning rate after the warm-up and before it is lowered.</summary>
    public double LearningRate { get; init; } = 0.015;

    /// <summary>Steps over which the learning rate rises linearly from 0.</summary>
    public int Warmup { get; init; } = 50;

    /// <summary>How the learning rate goes on after the warm-up.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Exponential;

    /// <summary>What the learning rate is multiplied by each epoch, continuously; exponential schedules only.</summary>
    public double LearningRateDecay { get; init; } = 0.93;

    /// <summary>
    /// The step that a cosine ends with, or 0 for <see cref="MaxSteps"/>. A run that is to go on with more steps later says it at
    /// once: otherwise its cosine ends with its first part.
    /// </summary>
    public int ScheduleSteps { get; init; }

    /// <summary>The learning rate that a cosine ends at, and below which a plateau does not lower it; for others 0.</summary>
    public double LearningRateFloor { get; init; }

    /// <summary>What a step schedule and a plateau multiply the learning rate by.</summary>
    public double LearningRateFactor { get; init; } = 0.1;

    /// <summary>Steps after which a step schedule lowers the learning rate, each time.</summary>
    public int LearningRateEvery { get; init; } = 1000;

    /// <summary>Scores in a row that a plateau lets pass without a better one.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>The norm that the gradient is scaled down to when it is larger; 0 for no clipping.</summary>
    public double GradClipNorm { get; init; }

    /// <summary>The rule of a step.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>The decay of the optimizer's first moment, a mean of gradients.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay of its second moment, a mean of their squares, or of Adamax's norm.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>What keeps its quotient finite: ε, above 0 as a float.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>AdamW's decoupled decay.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The decay of an average of the weights that is kept beside them (<see cref="WeightAverage"/>), or 0 for none.</summary>
    public double AverageDecay { get; init; } = 0.99;

    /// <summary>
    /// What the gain of every layer's inverse is kept at or below after each step, by
    /// <see cref="Layers.Bijector.BoundInverseGain"/>: a number above 1, or 0 for no bound.
    /// </summary>
    public double BoundGain { get; init; }

    /// <summary>
    /// Whether what a gradient needs is computed again in the backward pass where it can be, instead of being kept: less memory,
    /// more time, the same bits.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>Images that actnorm takes its start from.</summary>
    public int InitImages { get; init; } = 500;

    /// <summary>Seeds the first weights, the order of images, flips and the dequantisation.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether training images are mirrored left to right, each with probability ½ at each step.</summary>
    public bool Flip { get; init; }

    /// <summary>
    /// Whether an image that turns out to be unreadable is named and replaced by the next one of the set; otherwise it ends
    /// the run.
    /// </summary>
    public bool SkipUnreadable { get; init; } = true;

    /// <summary>
    /// Steps in all that may be left out for a loss, gradient or weight that is not finite: training goes on with the next batch
    /// so many times, and gives up after one more.
    /// </summary>
    public int MaxBadSteps { get; init; } = 10;

    /// <summary>
    /// The defaults for a preset. The published models are several times as deep as the default one and have the rate of their scripts,
    /// Adam's usual 0.001: at 0.005 their couplings leave what a float can hold within 30 steps.
    /// </summary>
    /// <param name="preset">One of <see cref="FlowPresets.Names"/>.</param>
    public static TrainingOptions For(string preset) =>
        preset == FlowPresets.Default ? new TrainingOptions() : new TrainingOptions { LearningRate = PublishedLearningRate };

    /// <summary>Refuses values out of range, naming the option.</summary>
    public void Validate()
    {
        Require(nameof(BatchSize), "1 or more", BatchSize >= 1, BatchSize);
        Require(
            nameof(MicroBatch), FormattableString.Invariant($"0 (all at once) to {BatchSize}, the batch"), MicroBatch >= 0 && MicroBatch <= BatchSize, MicroBatch);
        Require(nameof(MaxSteps), "0 or more", MaxSteps >= 0, MaxSteps);
        Require(nameof(LearningRate), "a number above 0", LearningRate > 0 && double.IsFinite(LearningRate), LearningRate);
        Require(nameof(Warmup), "0 or more", Warmup >= 0, Warmup);
        Require(nameof(LearningRateDecay), "a number in (0, 1]", LearningRateDecay is > 0 and <= 1, LearningRateDecay);
        Require(nameof(ScheduleSteps), "0 (all steps) or more", ScheduleSteps >= 0, ScheduleSteps);
        RequireSchedule(nameof(ScheduleSteps), ScheduleSteps == 0 || Schedule is ScheduleKind.Cosine, ScheduleSteps, "cosine");
        Require(
            nameof(LearningRateFloor),
            FormattableString.Invariant($"0 to {LearningRate}, the learning rate"),
            LearningRateFloor >= 0 && LearningRateFloor <= LearningRate,
            LearningRateFloor);
        RequireSchedule(
            nameof(LearningRateFloor),
            LearningRateFloor == 0 || Schedule is ScheduleKind.Cosine or ScheduleKind.Plateau,
            LearningRateFloor,
            "cosine or plateau");
        Require(nameof(LearningRateFactor), "a number in (0, 1)", LearningRateFactor is > 0 and < 1, LearningRateFactor);
        Require(nameof(LearningRateEvery), "1 or more", LearningRateEvery >= 1, LearningRateEvery);
        Require(nameof(Patience), "1 or more", Patience >= 1, Patience);
        Require(nameof(Beta1), "a number in [0, 1)", Beta1 is >= 0 and < 1, Beta1);
        Require(nameof(Beta2), "a number in [0, 1)", Beta2 is >= 0 and < 1, Beta2);
        Require(nameof(Epsilon), "a number above 0", (float)Epsilon > 0 && float.IsFinite((float)Epsilon), Epsilon);
        Require(nameof(AverageDecay), "a number in [0, 1)", AverageDecay is >= 0 and < 1, AverageDecay);
        Require(nameof(GradClipNorm), "0 (off) or more", GradClipNorm >= 0 && double.IsFinite(GradClipNorm), GradClipNorm);
        Require(nameof(WeightDecay), "0 or more", WeightDecay >= 0 && double.IsFinite(WeightDecay), WeightDecay);
        Require(
            nameof(WeightDecay),
            $"0 with {Option(nameof(Optimizer))} {Optimizer.ToString().ToLowerInvariant()}",
            WeightDecay == 0 || Optimizer == OptimizerKind.AdamW,
            WeightDecay,
            $"Use {Option(nameof(Optimizer))} adamw.");
        Require(
            nameof(BoundGain), "0 (off) or a number above 1", BoundGain == 0 || (BoundGain > 1 && double.IsFinite(BoundGain)), BoundGain);
        Require(nameof(InitImages), "1 or more", InitImages >= 1, InitImages);
        Require(nameof(MaxBadSteps), "0 or more", MaxBadSteps >= 0, MaxBadSteps);
    }

    /// <summary>The optimizer that <see cref="Optimizer"/> names.</summary>
    /// <param name="state">What it works on, and where it keeps what it remembers.</param>
    public IOptimizer CreateOptimizer(TrainingState state) => Optimizer switch
    {
        OptimizerKind.Adam or OptimizerKind.AdamW => new AdamOptimizer(state, WeightDecay, Beta1, Beta2, Epsilon),
        OptimizerKind.Adamax => new AdamaxOptimizer(state, Beta1, Beta2, Epsilon),
        _ => throw new FlowException(Option(nameof(Optimizer)), "Adam, AdamW or Adamax", $"{Optimizer}", ""),
    };

    /// <summary>Images that are computed at a time: a micro-batch, or the whole batch where that is no larger.</summary>
    [JsonIgnore]
    public int ImagesAtATime => MicroBatch == 0 ? BatchSize : Math.Min(MicroBatch, BatchSize);

    /// <summary>The schedule that <see cref="Schedule"/> names.</summary>
    /// <param name="numbers">Where it finds and keeps what it remembers.</param>
    /// <param name="images">Images of an epoch.</param>
    internal ISchedule CreateSchedule(IDictionary<string, double> numbers, int images) => Schedule switch
    {
        ScheduleKind.Constant => new ConstantSchedule(),
        ScheduleKind.Exponential => new ExponentialSchedule(LearningRateDecay, BatchSize, images),
        ScheduleKind.Cosine => new CosineSchedule(Warmup, ScheduleSteps == 0 ? MaxSteps : ScheduleSteps, Floor),
        ScheduleKind.Step => new StepSchedule(LearningRateFactor, LearningRateEvery),
        ScheduleKind.Plateau => new PlateauSchedule(numbers, LearningRateFactor, Patience, Floor),
        _ => throw new FlowException(
            Option(nameof(Schedule)), "constant, exponential, cosine, step or plateau", $"{Schedule}", ""),
    };

    /// <summary>The learning rate of a step: linear warm-up times the schedule's factor.</summary>
    /// <param name="step">Its number, from 1.</param>
    /// <param name="schedule">The schedule.</param>
    internal double LearningRateAt(int step, ISchedule schedule) =>
        LearningRate * (Warmup == 0 ? 1 : Math.Min(1, step / (double)Warmup)) * schedule.FactorAt(step);

    private double Floor => LearningRateFloor / LearningRate;

    private static void RequireSchedule(string what, bool holds, double got, string schedules) => Require(
        what, $"0, or {Option(nameof(Schedule))} {schedules}", holds, got, $"Use {Option(nameof(Schedule))} {schedules.Split(' ')[0]}.");

    private static string Option(string name) => $"{nameof(TrainingOptions)}.{name}";

    private static void Require(string what, string expected, bool holds, double got, string remedy = "")
    {
        if (!holds)
        {
            throw new FlowException(Option(what), expected, FormattableString.Invariant($"{got}"), remedy);
        }
    }
}
