using System.CommandLine;
using FlowCore.Data;
using FlowCore.Tools.Runs;
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

    private readonly Option<string> _out = Flag.Text(
        "--out", null, "folder", "The run folder, new or empty. [default: runs/<preset>-<n>, the next free n]");

    private readonly Option<int> _sampleEvery = Flag.Whole(
        "--sample-every", 500, "Steps from one picture of samples to the next; 0 for none between.");

    private readonly Option<int> _checkpointEvery = Flag.Whole(
        "--checkpoint-every", 500, "Steps from one checkpoint to the next; 0 for none between.");

    private readonly Option<bool> _dryRun = Flag.Switch(
        "--dry-run", "Print what the data is recognised as and what would be trained, and write nothing.");

    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public TrainCommand(Terminal terminal)
        : base("train", "Trains a model and writes a run folder: configuration, metrics, samples and a checkpoint.")
    {
        _terminal = terminal;
        _data.AddTo(this);
        _model.AddTo(this);
        _training.AddTo(this);
        Add(_out);
        Add(_sampleEvery);
        Add(_checkpointEvery);
        _device.AddTo(this);
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
        "flow train --preset cifar10 --data cifar-10-batches-bin --recompute",
    ];

    private int Run(ParseResult parsed)
    {
        // What the command line alone can tell comes first, before any file is opened.
        var (preset, _) = _model.Preset(parsed);
        var training = _training.Read(parsed) with { SkipUnreadable = !_data.IsStrict(parsed) };
        var (sampleEvery, checkpointEvery) = (Interval(parsed, _sampleEvery), Interval(parsed, _checkpointEvery));
        using var backend = _device.Create(parsed, _terminal);

        var data = _data.Open(parsed);
        var train = data.Splits.Get(DataSplit.Train);
        var model = _model.Fit(parsed, train.Shape, _data.Padded(parsed, train.Shape));
        var plan = new TrainPlan(
            preset,
            model,
            _training.WithSteps(training, parsed, train.Count),
            data,
            QuantizedImageSet.Of(train, model.Bits),
            data.Splits.Valid is { } valid && valid != data.Splits.Test ? QuantizedImageSet.Of(valid, model.Bits) : null,
            QuantizedImageSet.Of(data.Splits.Test, model.Bits),
            parsed.GetValue(_out),
            sampleEvery,
            checkpointEvery,
            parsed.GetValue(_dryRun),
            parsed.GetValue(_json));
        return new TrainRun(plan, backend, _terminal).Execute();
    }

    private static int Interval(ParseResult parsed, Option<int> option)
    {
        var interval = parsed.GetRequiredValue(option);
        return interval >= 0
            ? interval
            : throw new WrongCallException(option.Name, "0 or more", FormattableString.Invariant($"{interval}"));
    }
}
