using System.CommandLine;
using FlowCore.Tools.Shell;
using FlowCore.Training;

namespace FlowCore.Tools.Commands;

/// <summary>How a model is trained, and for how long.</summary>
internal sealed class TrainingFlags
{
    private static readonly TrainingOptions Defaults = new();

    private readonly Option<int> _batchSize = Flag.Whole("--batch-size", Defaults.BatchSize, "Images a step.");

    private readonly Option<int?> _maxSteps = Flag.WholeOrNone(
        "--max-steps",
        $"Steps in all; 0 only starts the model from data. [default: {Defaults.MaxSteps}, or what --epochs gives]");

    private readonly Option<double?> _epochs = Flag.RealOrNone(
        "--epochs", "Passes over the images; with --max-steps too, the smaller ends the run.");

    private readonly Option<string> _optimizer = Flag.Text("--optimizer", "adam", "adam|adamw", "The rule of a step.");

    private readonly Option<double> _learningRate = Flag.Real("--lr", Defaults.LearningRate, "Learning rate.");

    private readonly Option<int> _warmup = Flag.Whole(
        "--warmup", Defaults.Warmup, "Steps over which the learning rate rises from 0.");

    private readonly Option<double> _decay = Flag.Real(
        "--lr-decay", Defaults.LearningRateDecay, "Factor on the learning rate each epoch.");

    private readonly Option<double> _clip = Flag.Real(
        "--grad-clip-norm", Defaults.GradClipNorm, "Norm that gradients are scaled down to; 0 for none.");

    private readonly Option<double> _weightDecay = Flag.Real(
        "--weight-decay", Defaults.WeightDecay, "Decoupled weight decay, with adamw.");

    private readonly Option<int> _initImages = Flag.Whole(
        "--init-images", Defaults.InitImages, "Images that actnorm takes its start from.");

    private readonly Option<int> _maxBadSteps = Flag.Whole(
        "--max-bad-steps", Defaults.MaxBadSteps, "Steps that may be left out, each with its images kept in forensics/, because a number is not finite.");

    private readonly Option<bool> _flip = Flag.Switch(
        "--flip", "Mirror training images left to right, each with probability 1/2 at each step.");

    private readonly Option<bool> _recompute = Flag.Recompute();

    private readonly Option<ulong> _seed = Flag.Seed(Defaults.Seed, "Seed of weights, order of images, noise and samples.");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])
            [_batchSize, _maxSteps, _epochs, _optimizer, _learningRate, _warmup, _decay, _clip, _weightDecay, _initImages, _maxBadSteps, _flip, _recompute, _seed])
        {
            command.Add(option);
        }
    }

    /// <summary>What was asked for, with the steps that are known before the data is.</summary>
    /// <exception cref="WrongCallException">A value is out of its range.</exception>
    public TrainingOptions Read(ParseResult parsed)
    {
        var options = new TrainingOptions
        {
            BatchSize = parsed.GetRequiredValue(_batchSize),
            MaxSteps = parsed.GetValue(_maxSteps) ?? Defaults.MaxSteps,
            LearningRate = parsed.GetRequiredValue(_learningRate),
            Warmup = parsed.GetRequiredValue(_warmup),
            LearningRateDecay = parsed.GetRequiredValue(_decay),
            GradClipNorm = parsed.GetRequiredValue(_clip),
            Optimizer = Optimizer(parsed.GetRequiredValue(_optimizer)),
            WeightDecay = parsed.GetRequiredValue(_weightDecay),
            InitImages = parsed.GetRequiredValue(_initImages),
            MaxBadSteps = parsed.GetRequiredValue(_maxBadSteps),
            Flip = parsed.GetValue(_flip),
            Recompute = parsed.GetValue(_recompute),
            Seed = parsed.GetRequiredValue(_seed),
        };
        WrongCallException.Guard(options.Validate);
        return parsed.GetValue(_epochs) is null or >= 0
            ? options
            : throw new WrongCallException("--epochs", "0 or more", FormattableString.Invariant($"{parsed.GetValue(_epochs)}"));
    }

    /// <summary>The same with <c>⌈epochs·images/batch⌉</c> steps if epochs were asked for, and fewer if steps were too.</summary>
    /// <exception cref="WrongCallException">The steps are more than can be counted.</exception>
    public TrainingOptions WithSteps(TrainingOptions options, ParseResult parsed, int images)
    {
        if (parsed.GetValue(_epochs) is not { } epochs)
        {
            return options;
        }

        // In decimal, so that 0.14 epochs of 50 steps are 7: the double's product is a hair above and would be rounded up.
        var steps = epochs < 1e12
            ? (double)Math.Ceiling((decimal)epochs * images / options.BatchSize)
            : epochs * images / options.BatchSize;
        return steps <= int.MaxValue
            ? options with { MaxSteps = Math.Min(parsed.GetValue(_maxSteps) ?? int.MaxValue, (int)steps) }
            : throw new WrongCallException(
                "--epochs", $"at most {int.MaxValue} steps", FormattableString.Invariant($"{steps:G6}"), "Use fewer epochs.");
    }

    private static OptimizerKind Optimizer(string name) => name switch
    {
        "adam" => OptimizerKind.Adam,
        "adamw" => OptimizerKind.AdamW,
        _ => throw new WrongCallException("--optimizer", "adam or adamw", $"'{name}'"),
    };
}
