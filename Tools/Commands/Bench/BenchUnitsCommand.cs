using System.CommandLine;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Tools.Benching.Tables;
using FlowCore.Tools.Benching.Units;
using FlowCore.Tools.Plotting;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;
using FlowCore.Training;

namespace FlowCore.Tools.Commands.Bench;

/// <summary><c>flow bench units</c>: what each unit learns with as many parameters as the others, and what it takes.</summary>
internal sealed class BenchUnitsCommand : Command, IHasExamples
{
    private const string TableName = "units";

    private readonly Terminal _terminal;
    private readonly DataFlags _data = new();
    private readonly ModelFlags _model = new();
    private readonly Option<string?> _only = Flag.TextOrNone(
        "--only", "names", "The units and kinds of coupling to train, with commas between them. [default: all, and glow for no unit]");

    private readonly Option<int> _maxSteps = Flag.Whole("--max-steps", new TrainingOptions().MaxSteps, "Training steps of each run.");
    private readonly Option<int> _seeds = Flag.Whole("--seeds", 3, "Runs of each unit, with seeds from 0 on.");
    private readonly Option<int> _batchSize = Flag.BatchSize();
    private readonly Option<string> _out = Flag.Text(
        "--out",
        TableName,
        "folder",
        "Where units.csv, units.md, units.png and the runs, UNIT-SEED, go. Runs that are there go on, or are taken if they are at their end.");

    private readonly BenchFlags _bench = new(usualRuns: 10);

    /// <summary>The verb.</summary>
    public BenchUnitsCommand(Terminal terminal)
        : base(
            TableName,
            "Trains each unit in the same model, with couplings so wide that all train about as many numbers, and puts what they come to "
                + "and the times of a step, of the log-densities and of samples in one table.")
    {
        _terminal = terminal;
        Add(_only);
        Add(_maxSteps);
        Add(_seeds);
        Add(_batchSize);
        Add(_out);
        _data.AddTo(this);
        _model.AddTo(this);
        _bench.AddTo(this);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow bench units --max-steps 200 --seeds 1",
        "flow bench units --only finc,emerging,glow --seeds 2 --json",
        "flow bench units --data cifar-10-batches-bin --preset cifar10 --width 128 --device cuda --out cifar-units",
    ];

    private int Run(ParseResult parsed)
    {
        var (preset, _) = _model.Preset(parsed);
        var (seeds, folder) = (Flag.Positive(parsed, _seeds), parsed.GetRequiredValue(_out));
        var options = TrainingOptions.For(preset) with
        {
            MaxSteps = Flag.Positive(parsed, _maxSteps),
            BatchSize = Flag.Positive(parsed, _batchSize),
            SkipUnreadable = !_data.IsStrict(parsed),
        };
        WrongCallException.Guard(options.Validate);
        using var bench = _bench.Start(parsed, _terminal);
        var data = _data.Open(parsed);
        var train = data.Splits.Get(DataSplit.Train);
        var config = _model.Fit(parsed, train.Shape, _data.Padded(parsed, train.Shape));
        var trials = Chosen(UnitTrial.All(config, FlowCatalog.Standard), parsed.GetValue(_only));

        TableFiles.MakeFolder(folder);
        bench.WriteHead(FormattableString.Invariant(
            $"{trials.Count} units, {config.ImageText} images, levels {config.Levels}, steps per level {config.StepsPerLevel}, ")
            + FormattableString.Invariant($"{options.MaxSteps} training steps, {seeds} seeds"));

        // A first signal lets the run that is under way save what it has.
        using var hold = _terminal.Hold();
        var trainer = new UnitTrainer(folder, preset, options, data.ForRun(config.Bits), FlowCatalog.Standard);
        var comparison = new UnitComparison(trainer, bench.Backend, _terminal.Output, _terminal.Stop);
        var rows = comparison.Time(
            comparison.Train(trials, seeds, () => TrainProgress.For(_terminal, options.MaxSteps)), bench.Clock);
        var table = new ColumnTable<UnitRow>(
            TableName, $"Units in one model, {data.Source.Path}", TableOrigin.Of(bench.Backend, preset), UnitColumns.All, rows)
        {
            Remark = "testBits are the mean over seeds of the test images' bits per dimension, differingBytes of the run with the most. "
                + "Milliseconds are medians, Lower and Upper the quartiles, ratios those to the first unit, measured in turn with it.",
        };
        TableFiles.Write(table, folder, path => UnitsPicture.Save(rows, path), _terminal.Output);
        bench.WriteJson(json =>
        {
            TableFiles.WriteMembers(json, table.Origin);
            TableFiles.WriteTable(json, table, folder);
        });
        return ExitCode.Good;
    }

    private IReadOnlyList<UnitTrial> Chosen(IReadOnlyList<UnitTrial> all, string? only)
    {
        if (only is null)
        {
            return all;
        }

        return
        [
            .. only.Split(',', StringSplitOptions.TrimEntries).Distinct().Select(name => all.FirstOrDefault(trial => trial.Key == name)
                ?? throw new WrongCallException(_only.Name, $"some of {string.Join(", ", all.Select(trial => trial.Key))}", $"'{name}'")),
        ];
    }
}
