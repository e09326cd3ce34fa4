using System.CommandLine;
using FlowCore.Models;
using FlowCore.Tools.Shell;
using FlowCore.Training;

namespace FlowCore.Tools.Commands;

/// <summary>How a model is trained, and for how long.</summary>
internal sealed class TrainingFlags
{
    private static readonly TrainingOptions Defaults = new();
    private static readonly TrainingOptions Published = TrainingOptions.For(FlowPresets.Names.First(name => name != FlowPresets.Default));

    private static readonly Dictionary<string, ScheduleKind> Schedules =
        Enum.GetValues<ScheduleKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant());

    private readonly Option<int> _batchSize = Flag.Whole("--batch-size", Defaults.BatchSize, "Images a step.");

    private readonly Option<int> _microBatch = Flag.Whole(
        "--micro-batch", Defaults.MicroBatch, "Images computed at a time, their gradients added up: less memory; 0 for the whole batch.");

    private readonly Option<int?> _maxSteps = Flag.WholeOrNone(
        "--max-steps",
        $"Steps in all; 0 only starts the model from data. [default: {Defaults.MaxSteps}, or what --epochs gives]");

    private readonly Option<double?> _epochs = Flag.RealOrNone(
        "--epochs", "Passes over the images; with --max-steps too, the smaller ends the run.");

    private readonly Option<string> _optimizer = Flag.Text("--optimizer", Defaults.Optimizer.ToString().ToLowerInvariant(), "adam|adamw|adamax", "The rule of a step.");

    private readonly Option<double> _beta1 = Flag.Real("--beta1", Defaults.Beta1, "Decay of the optimizer's first moment.");

    private readonly Option<double> _beta2 = Flag.Real("--beta2", Defaults.Beta2, "Decay of its second moment, or of adamax's norm.");

    private readonly Option<double> _epsilon = Flag.Real("--epsilon", Defaults.Epsilon, "What keeps its quotient finite.");

    private readonly Option<double?> _learningRate = Flag.RealOrNone(
        "--lr",
        FormattableString.Invariant($"Learning rate. [default: {Defaults.LearningRate}; {Published.LearningRate} for the published presets]"));

    private readonly Option<int> _warmup = Flag.Whole(
        "--warmup", Defaults.Warmup, "Steps over which the learning rate rises from 0.");

    private readonly Option<string> _schedule = Flag.Text(
        "--schedule", Schedules.First(each => each.Value == Defaults.Schedule).Key, string.Join('|', Schedules.Keys), "How the learning rate goes on after the warm-up.");

    private readonly Option<double> _decay = Flag.Real(
        "--lr-decay", Defaults.LearningRateDecay, "Factor on the learning rate each epoch, of an exponential schedule.");

    private readonly Option<int> _scheduleSteps = Flag.Whole(
        "--schedule-steps", Defaults.ScheduleSteps, "The step that a cosine ends with; 0 for --max-steps. A run to be continued says it at once.");

    private readonly Option<double> _floor = Flag.Real(
        "--lr-floor", Defaults.LearningRateFloor, "Learning rate that a cosine ends at and a plateau keeps to.");

    private readonly Option<double> _factor = Flag.Real(
        "--lr-factor", Defaults.LearningRateFactor, "Factor on the learning rate, of schedules step and plateau.");

    private readonly Option<int> _every = Flag.Whole(
        "--lr-every", Defaults.LearningRateEvery, "Steps from one factor to the next, of schedule step.");

    private readonly Option<int> _patience = Flag.Whole(
        "--patience", Defaults.Patience, "Scores of the validation images without a better one, of schedule plateau.");

    private readonly Option<double> _average = Flag.Real(
        "--ema", Defaults.AverageDecay, "Decay of an average of the weights, kept beside them for scores and samples; 0 for none.");

    private readonly Option<double> _clip = Flag.Real(
        "--grad-clip-norm", Defaults.GradClipNorm, "Norm that gradients are scaled down to; 0 for none.");

    private readonly Option<double> _weightDecay = Flag.Real(
        "--weight-decay", Defaults.WeightDecay, "Decoupled weight decay, with adamw.");

    private readonly Option<double> _boundGain = Flag.Real(
        "--bound-gain", Defaults.BoundGain, "What the gain of every layer's inverse is kept below, above 1; 0 for no bound.");

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
            [
                _batchSize, _microBatch, _maxSteps, _epochs, _optimizer, _beta1, _beta2, _epsilon, _weightDecay, _learningRate, _warmup, _schedule,
                _decay, _scheduleSteps, _floor, _factor, _every, _patience, _clip, _average, _boundGain, _initImages, _maxBadSteps, _flip, _recompute, _seed,
            ])
        {
            command.Add(option);
        }
    }

    /// <summary>What was asked for, with the steps that are known before the data is.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="preset">The preset, whose defaults stand where nothing was asked for.</param>
    /// <exception cref="WrongCallException">A value is out of its range.</exception>
    public TrainingOptions Read(ParseResult parsed, string preset)
    {
        var options = new TrainingOptions
        {
            BatchSize = parsed.GetRequiredValue(_batchSize),
            MicroBatch = parsed.GetRequiredValue(_microBatch),
            MaxSteps = parsed.GetValue(_maxSteps) ?? Defaults.MaxSteps,
            LearningRate = parsed.GetValue(_learningRate) ?? TrainingOptions.For(preset).LearningRate,
            Warmup = parsed.GetRequiredValue(_warmup),
            Schedule = Schedule(parsed.GetRequiredValue(_schedule)),
            LearningRateDecay = parsed.GetRequiredValue(_decay),
            ScheduleSteps = parsed.GetRequiredValue(_scheduleSteps),
            LearningRateFloor = parsed.GetRequiredValue(_floor),
            LearningRateFactor = parsed.GetRequiredValue(_factor),
            LearningRateEvery = parsed.GetRequiredValue(_every),
            Patience = parsed.GetRequiredValue(_patience),
            GradClipNorm = parsed.GetRequiredValue(_clip),
            Optimizer = Optimizer(parsed.GetRequiredValue(_optimizer)),
            Beta1 = parsed.GetRequiredValue(_beta1),
            Beta2 = parsed.GetRequiredValue(_beta2),
            Epsilon = parsed.GetRequiredValue(_epsilon),
            AverageDecay = parsed.GetRequiredValue(_average),
            WeightDecay = parsed.GetRequiredValue(_weightDecay),
            BoundGain = parsed.GetRequiredValue(_boundGain),
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
        "adamax" => OptimizerKind.Adamax,
        _ => throw new WrongCallException("--optimizer", "adam, adamw or adamax", $"'{name}'"),
    };

    private static ScheduleKind Schedule(string name) => Schedules.TryGetValue(name, out var kind)
        ? kind
        : throw new WrongCallException("--schedule", string.Join(", ", Schedules.Keys), $"'{name}'");
}
