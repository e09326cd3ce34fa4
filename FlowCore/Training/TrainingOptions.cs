namespace FlowCore.Training;

/// <summary>How a model is trained. The defaults are the default run's.</summary>
public sealed record TrainingOptions
{
    /// <summary>Images of a step.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Steps in all.</summary>
    public int MaxSteps { get; init; } = 1500;

    /// <summary>The learning rate after the warm-up and before decay.</summary>
    public double LearningRate { get; init; } = 5e-3;

    /// <summary>Steps over which the learning rate rises linearly from 0.</summary>
    public int Warmup { get; init; } = 50;

    /// <summary>What the learning rate is multiplied by each epoch, continuously.</summary>
    public double LearningRateDecay { get; init; } = 0.93;

    /// <summary>The norm that the gradient is scaled down to when it is larger; 0 for no clipping.</summary>
    public double GradClipNorm { get; init; } = 50;

    /// <summary>The rule of a step.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>AdamW's decoupled decay.</summary>
    public double WeightDecay { get; init; }

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

    /// <summary>Refuses values out of range, naming the option.</summary>
    public void Validate()
    {
        Require(nameof(BatchSize), "1 or more", BatchSize >= 1, BatchSize);
        Require(nameof(MaxSteps), "0 or more", MaxSteps >= 0, MaxSteps);
        Require(nameof(LearningRate), "a number above 0", LearningRate > 0 && double.IsFinite(LearningRate), LearningRate);
        Require(nameof(Warmup), "0 or more", Warmup >= 0, Warmup);
        Require(nameof(LearningRateDecay), "a number in (0, 1]", LearningRateDecay is > 0 and <= 1, LearningRateDecay);
        Require(nameof(GradClipNorm), "0 (off) or more", GradClipNorm >= 0 && double.IsFinite(GradClipNorm), GradClipNorm);
        Require(nameof(WeightDecay), "0 or more", WeightDecay >= 0 && double.IsFinite(WeightDecay), WeightDecay);
        Require(
            nameof(WeightDecay),
            $"0 with {Option(nameof(Optimizer))} adam",
            WeightDecay == 0 || Optimizer == OptimizerKind.AdamW,
            WeightDecay,
            $"Use {Option(nameof(Optimizer))} adamw.");
        Require(nameof(InitImages), "1 or more", InitImages >= 1, InitImages);
        Require(nameof(MaxBadSteps), "0 or more", MaxBadSteps >= 0, MaxBadSteps);
    }

    /// <summary>The optimizer that <see cref="Optimizer"/> names.</summary>
    /// <param name="state">What it works on, and where it keeps what it remembers.</param>
    public IOptimizer CreateOptimizer(TrainingState state) => Optimizer switch
    {
        OptimizerKind.Adam => new AdamOptimizer(state),
        OptimizerKind.AdamW => new AdamOptimizer(state, WeightDecay),
        _ => throw new FlowException(Option(nameof(Optimizer)), "Adam or AdamW", $"{Optimizer}", ""),
    };

    /// <summary>The learning rate of a step, from 1: linear warm-up, then exponential decay by epoch.</summary>
    /// <param name="step">The step's number.</param>
    /// <param name="images">Images of an epoch.</param>
    public double LearningRateAt(int step, int images)
    {
        var rise = Warmup == 0 ? 1 : Math.Min(1, step / (double)Warmup);
        var epochs = (step - 1) * (double)BatchSize / images;
        return LearningRate * rise * Math.Pow(LearningRateDecay, epochs);
    }

    private static string Option(string name) => $"{nameof(TrainingOptions)}.{name}";

    private static void Require(string what, string expected, bool holds, double got, string remedy = "")
    {
        if (!holds)
        {
            throw new FlowException(Option(what), expected, FormattableString.Invariant($"{got}"), remedy);
        }
    }
}
