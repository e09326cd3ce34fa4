using FlowCore.Files;
using System.CommandLine;
using FlowCore.Backends;
using FlowCore.Tensors;
using FlowCore.Tools.Benching;
using FlowCore.Tools.Benching.Models;
using FlowCore.Tools.Benching.Operations;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary><c>flow bench layers</c>: each kind of layer, and the solves of a FInC unit at two fixed shapes.</summary>
internal sealed class BenchLayersCommand : Command, IHasExamples
{
    // 4 groups of 3 and of 12 channels: the shapes at which other implementations were measured.
    private static readonly ImageShape[] Fixed = [new(12, 16, 16), new(48, 32, 32)];

    private readonly Terminal _terminal;
    private readonly BenchModelFlags _model = new();
    private readonly BenchFlags _bench = new();

    /// <summary>The verb.</summary>
    public BenchLayersCommand(Terminal terminal)
        : base("layers", "Times each kind of layer at a model's heaviest level, and the solves of FInC units at two fixed shapes.")
    {
        _terminal = terminal;
        _model.AddTo(this);
        _bench.AddTo(this);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } = ["flow bench layers", "flow bench layers --preset cifar10 --json"];

    private int Run(ParseResult parsed)
    {
        var model = _model.Read(parsed);
        using var bench = _bench.Start(parsed, _terminal);
        var output = _terminal.Output;
        var (limit, _) = MultiplyAdds.MeasureBeside(bench.Backend, bench.Clock, []);
        var (layers, solves) = (new BenchTable(output, limit), new BenchTable(output, limit));
        var level = FlowCost.Heaviest(model.BuildLevels());
        bench.WriteHead(FormattableString.Invariant($"{model}, heaviest level {level}"));
        layers.WriteHeads();
        using (var all = new LayerPasses(model, bench.Backend, level))
        {
            foreach (var (shape, pass) in all.All)
            {
                layers.Add(pass.Timed(shape, bench.Clock.Measure(pass.Work)));
            }
        }

        var ratios = new List<(string Shape, double Ratio)>();
        foreach (var shape in Fixed)
        {
            ratios.Add(Solves(model with { Config = model.Config with { Kernel = 3 } }, shape, bench, solves));
        }

        foreach (var (shape, ratio) in ratios)
        {
            output.WriteLine(FormattableString.Invariant($"{shape}: the transposed solve takes {ratio:F3} of the inverse"));
        }

        bench.WriteJson(json =>
        {
            model.WriteMembers(json);
            json.WriteNumber("level", level);
            limit?.WriteObject(json, "limit");
            layers.WriteJson(json, "layers");
            solves.WriteJson(json, "solves");
            json.WriteStartArray("transposedToInverse");
            foreach (var (shape, ratio) in ratios)
            {
                json.WriteStartObject();
                json.WriteString("shape", shape);
                json.WriteFinite("ratio", ratio);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        return ExitCode.Good;
    }

    /// <summary>Times the inverse of a unit and its transpose in turn.</summary>
    /// <returns>The shape, and the time of the transpose over that of the inverse.</returns>
    private static (string Shape, double Ratio) Solves(
        BenchModel model, ImageShape level, BenchSession bench, BenchTable table)
    {
        using var tensors = new BenchTensors(bench.Backend);
        var rows = MaskedRows.All(new OperationShapes(bench.Backend, model.Config, level, model.BatchSize, Parameters: 0)).ToArray();
        var (solve, transpose) = (Row(nameof(IBackend.MaskedSolve)), Row(nameof(IBackend.MaskedSolveTransposed)));
        var measured = bench.Clock.MeasureInTurn(solve.Prepare(tensors), transpose.Prepare(tensors));
        var (inverse, transposed) = (table.Add(solve.Timed(measured[0])), table.Add(transpose.Timed(measured[1])));
        return (inverse.Shape, transposed.Median / inverse.Median);

        OperationRow Row(string member) => rows.Single(row => row.Name == member);
    }
}
