using System.CommandLine;
using FlowCore.Backends;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Imaging;
using FlowCore.Runs;
using FlowCore.TensorBoard;
using FlowCore.Tools.Plotting;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Settings;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow train</c>: a model from images, in a run folder.</summary>
internal sealed class TrainCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly ModelFlags _model = new();
    private readonly TrainingFlags _training = new();
    private readonly DeviceFlags _device = new();
    private readonly DataFlags _data = new();
    private readonly SettingsFlags _settings = new();
    private readonly ResumeFlag _resume = new();

    private readonly Option<string> _out = Flag.Text(
        "--out",
        null,
        "folder",
        "The run folder, new or empty, or where --resume auto looks for one. [default: runs/<preset>-<n>, the next free n]");

    private readonly Option<int> _sampleEvery = Flag.Whole(
        "--sample-every", 500, "Steps from one picture of samples to the next; 0 for none between.");

    private readonly Option<int> _checkpointEvery = Flag.Whole(
        "--checkpoint-every", 500, "Steps from one checkpoint to the next; 0 for none between.");

    private readonly Option<int> _keep = Flag.Whole("--keep", 2, "Checkpoints that are kept besides the last and the best.");

    private readonly Option<int> _evalEvery = Flag.Whole(
        "--eval-every", 500, "Steps from one score of the validation images, and one round trip, to the next; 0 for none between.");

    private readonly Option<int> _gainEvery = Flag.Whole(
        "--gain-every", 100, "Steps from one look at the gains of inverses, which amplify roundings, to the next; 0 for none.");

    private readonly Option<double> _gainLimit = Flag.Real(
        "--gain-limit", 1e3, "Gain or condition number of a layer above which a warning is written.");

    private readonly Option<bool> _classConditional = Flag.Switch(
        "--class-conditional", "Learn each class of the data's labels: couplings and prior are given it, and samples can be asked of one.");

    private readonly Option<bool> _dryRun = Flag.Switch(
        "--dry-run", "Print what the data is recognised as, what would be trained and what memory and time it takes, and write nothing.");

    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public TrainCommand(Terminal terminal)
        : base("train", "Trains a model and writes a run folder: configuration, metrics, curves, samples and a checkpoint.")
    {
        _terminal = terminal;
        _data.AddTo(this);
        _model.AddTo(this);
        Add(_classConditional);
        _training.AddTo(this);
        Add(_out);
        _resume.AddTo(this);
        Add(_sampleEvery);
        Add(_checkpointEvery);
        Add(_keep);
        Add(_evalEvery);
        Add(_gainEvery);
        Add(_gainLimit);
        _device.AddTo(this);
        _settings.AddTo(this);
        Add(_dryRun);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow train",
        "flow train --max-steps 300 --seed 1 --out runs/quick --json",
        "flow train --data photos --image-size 64 --crop center --flip --levels 3 --epochs 20",
        "flow train --data train-images-idx3-ubyte.gz --pad 32x32 --levels 3",
        "flow train --class-conditional",
        "flow train --preset cifar10 --data cifar-10-batches-bin --recompute",
        "flow train --resume runs/fashion-small-1 --max-steps 3000",
        "flow train --resume auto",
        "flow train --preset mnist --data mnist --dry-run",
        "flow train --config runs/fashion-small-1 --seed 1",
        "flow train --config run.json --set training.learningRate=0.01 --set model.width=32",
    ];

    private int Run(ParseResult parsed)
    {
        var resumed = _resume.Read(parsed, _out);
        var settings = _settings.Read(parsed, resumed is null ? null : WrongCallException.Guard(() => RunFolder.ConfigOf(resumed)));
        return settings.Run(whole => Run(whole, settings, resumed));
    }

    private int Run(ParseResult parsed, RunSettings settings, string? resumed)
    {
        // What the command line alone can tell comes first, before any file is opened.
        var (preset, _) = _model.Preset(parsed);
        var training = _training.Read(parsed, preset) with { SkipUnreadable = !_data.IsStrict(parsed) };
        var (sampleEvery, checkpointEvery, evalEvery, keep) = (
            Count(parsed, _sampleEvery), Count(parsed, _checkpointEvery), Count(parsed, _evalEvery), Count(parsed, _keep));
        var (gainEvery, gainLimit) = (Count(parsed, _gainEvery), GainLimit(parsed));
        using var backend = _device.Create(parsed, _terminal);

        var data = _data.Open(parsed);
        var train = data.Splits.Get(DataSplit.Train);
        var classes = parsed.GetValue(_classConditional) ? Classes(train) : 0;
        var model = _model.Fit(parsed, train.Shape, _data.Padded(parsed, train.Shape), classes);
        var plan = new RunPlan
        {
            Name = preset,
            Model = model,
            Training = _training.WithSteps(training, parsed, train.Count),
            Data = data.ForRun(model.Bits),
            Folder = resumed is null ? parsed.GetValue(_out) : null,
            Resume = resumed,
            SampleEvery = sampleEvery,
            CheckpointEvery = checkpointEvery,
            Keep = keep,
            EvaluateEvery = evalEvery,
            GainEvery = gainEvery,
            GainLimit = gainLimit,
            SavePicture = (path, images, bits) => new PictureGrid(images.Shape, images.Count, bits).Save(path, images),
        };
        return Run(plan, data.Source, backend, parsed, settings);
    }

    private int Run(RunPlan plan, DataSource source, IBackend backend, ParseResult parsed, RunSettings settings)
    {
        var report = new RunReport(plan, _terminal);
        var isDry = parsed.GetValue(_dryRun);
        using var run = new TrainingRun(isDry ? Dry(plan) : plan, backend, new RunObservers(report, new TensorBoardLog(), new CurvesObserver()));
        var record = RunRecord.Of(plan, backend.Name);
        foreach (var line in DataText.Skipped(source).Concat(settings.Notes(record)))
        {
            _terminal.Error.WriteLine(Failure.OneLine(line));
        }

        var (skipped, asJson) = (source.Skipped.Count, parsed.GetValue(_json));
        if (isDry)
        {
            report.WritePlan(run, record, skipped, asJson);
            return ExitCode.Good;
        }

        // From here on, a signal to stop ends the run as it should end, and not at once.
        using var hold = _terminal.Hold();
        return report.WriteResult(run, run.Execute(_terminal.Stop), skipped, asJson);
    }

    /// <summary>The plan of a run that only tells what it takes: with a start that takes no time.</summary>
    private static RunPlan Dry(RunPlan plan) => plan with
    {
        Resume = null,
        Training = plan.Training with { InitImages = Math.Min(PlanCost.StartImages, plan.Training.InitImages) },
    };

    private int Classes(IImageSet images) => images.Classes > 0
        ? images.Classes
        : throw new WrongCallException(
            _classConditional.Name,
            "images with labels",
            $"{images.Name}, which has none",
            "CIFAR and fashion-mnist have them, and IDX files beside their file of labels.");

    private double GainLimit(ParseResult parsed)
    {
        var limit = parsed.GetRequiredValue(_gainLimit);
        return limit >= 1
            ? limit
            : throw new WrongCallException(_gainLimit.Name, "1 or more", FormattableString.Invariant($"{limit}"));
    }

    private static int Count(ParseResult parsed, Option<int> option)
    {
        var count = parsed.GetRequiredValue(option);
        return count >= 0 ? count : throw new WrongCallException(option.Name, "0 or more", FormattableString.Invariant($"{count}"));
    }
}
