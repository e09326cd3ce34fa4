using System.CommandLine;
using FlowCore.Backends;
using FlowCore.Models;
using FlowCore.Tools.Benching;
using FlowCore.Tools.Benching.Operations;
using FlowCore.Tools.Reporting;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow bench ops</c>: each operation at the shapes of a model's heaviest level, and the model's whole passes.</summary>
internal sealed class BenchOpsCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly ModelFlags _model = new();
    private readonly Option<string?> _image = ImageFlag.Create("Images as C×H×W, 3x32x32. [default: the preset's]");
    private readonly Option<int> _batchSize = Flag.Whole("--batch-size", 100, "Images a batch.");
    private readonly Option<int> _runs = Flag.Whole("--runs", 20, "Timed runs of each, after those that warm up.");
    private readonly DeviceOptions _device = new();
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>The verb.</summary>
    public BenchOpsCommand(Terminal terminal)
        : base("ops", "Times every operation of a backend at a model's heaviest level, and the model's whole passes.")
    {
        _terminal = terminal;
        _model.AddTo(this);
        Add(_image);
        Add(_batchSize);
        Add(_runs);
        _device.AddTo(this);
        Add(_json);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow bench ops",
        "flow bench ops --device cuda --preset cifar10 --batch-size 64 --json",
    ];

    private int Run(ParseResult parsed)
    {
        var (name, preset) = _model.Preset(parsed);
        var config = _model.Fit(parsed, ImageFlag.Read(parsed, _image) ?? preset.Image);
        var (batchSize, runs) = (Positive(parsed, _batchSize), Positive(parsed, _runs));
        using var backend = _device.Create(parsed, _terminal);

        var clock = new BenchClock(backend, runs);
        var (passes, operations) = (new BenchTable(_terminal.Output), new BenchTable(_terminal.Output));
        var level = FlowCost.Heaviest(config);
        _terminal.Output.WriteLine(FormattableString.Invariant(
            $"{backend.Name}: {name}, {config.Image} images, levels {config.Levels}, steps per level {config.StepsPerLevel}, ")
            + FormattableString.Invariant($"width {config.Width}, batch {batchSize}, ")
            + FormattableString.Invariant($"heaviest level {level}, medians of {runs} runs"));
        passes.WriteHeads();
        var parameters = Passes(config, backend, batchSize, clock, passes);
        var shapes = new OperationShapes(backend, config, FlowCost.Levels(config)[level - 1], batchSize, parameters);
        Operations(shapes, clock, operations);

        if (parsed.GetValue(_json))
        {
            JsonLine.Write(_terminal.Output, json =>
            {
                json.WriteString("device", backend.Name);
                json.WriteString("preset", name);
                json.WriteString("image", config.Image.ToString());
                json.WriteNumber("levels", config.Levels);
                json.WriteNumber("stepsPerLevel", config.StepsPerLevel);
                json.WriteNumber("width", config.Width);
                json.WriteNumber("batchSize", batchSize);
                json.WriteNumber("parameters", parameters);
                json.WriteNumber("level", level);
                passes.WriteJson(json, "passes");
                operations.WriteJson(json, "operations");
            });
        }

        return ExitCode.Good;
    }

    private long Passes(FlowConfig config, IBackend backend, int batchSize, BenchClock clock, BenchTable table)
    {
        using var passes = new ModelPasses(config, backend, batchSize);
        foreach (var pass in passes.All)
        {
            _terminal.Stop.ThrowIfCancellationRequested();
            var shape = FormattableString.Invariant($"{config.Image}, N={batchSize}");
            table.Add(pass.Name, shape, pass.Flops, bytes: 0, clock.Measure(pass.Work, pass.Prepare));
        }

        return passes.Parameters;
    }

    private void Operations(OperationShapes shapes, BenchClock clock, BenchTable table)
    {
        foreach (var row in AllRows.At(shapes))
        {
            _terminal.Stop.ThrowIfCancellationRequested();
            using var tensors = new BenchTensors(shapes.Backend);
            table.Add(row.Name, row.Shape, row.Flops, row.Bytes, clock.Measure(row.Prepare(tensors)));
        }
    }

    private static int Positive(ParseResult parsed, Option<int> option)
    {
        var value = parsed.GetRequiredValue(option);
        return value >= 1
            ? value
            : throw new WrongCallException(option.Name, "1 or more", FormattableString.Invariant($"{value}"));
    }
}
