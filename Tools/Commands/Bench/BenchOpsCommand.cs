using System.CommandLine;
using FlowCore.Tools.Benching;
using FlowCore.Tools.Benching.Models;
using FlowCore.Tools.Benching.Operations;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary><c>flow bench ops</c>: each operation at the shapes of a model's heaviest level, and the model's whole passes.</summary>
internal sealed class BenchOpsCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly BenchModelFlags _model = new();
    private readonly BenchFlags _bench = new();

    /// <summary>The verb.</summary>
    public BenchOpsCommand(Terminal terminal)
        : base("ops", "Times every operation of a backend at a model's heaviest level, and the model's whole passes.")
    {
        _terminal = terminal;
        _model.AddTo(this);
        _bench.AddTo(this);
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
        var model = _model.Read(parsed);
        using var bench = _bench.Start(parsed, _terminal);

        var (passes, operations) = (new BenchTable(_terminal.Output), new BenchTable(_terminal.Output));
        var levels = model.BuildLevels();
        var level = FlowCost.Heaviest(levels);
        bench.WriteHead(FormattableString.Invariant($"{model}, heaviest level {level}"));
        passes.WriteHeads();
        long parameters;
        using (var all = new ModelPasses(model, bench.Backend))
        {
            parameters = all.Parameters;
            foreach (var pass in all.All)
            {
                passes.Add(pass.Timed(model.Shape, bench.Clock.Measure(pass.Work, pass.Prepare)));
            }
        }

        var shapes = new OperationShapes(
            bench.Backend, model.Config, levels[level - 1].Chain.OutputShape, model.BatchSize, parameters);
        foreach (var row in AllRows.At(shapes))
        {
            using var tensors = new BenchTensors(bench.Backend);
            operations.Add(row.Timed(bench.Clock.Measure(row.Prepare(tensors))));
        }

        bench.WriteJson(json =>
        {
            model.WriteMembers(json);
            json.WriteNumber("parameters", parameters);
            json.WriteNumber("level", level);
            passes.WriteJson(json, "passes");
            operations.WriteJson(json, "operations");
        });
        return ExitCode.Good;
    }
}
