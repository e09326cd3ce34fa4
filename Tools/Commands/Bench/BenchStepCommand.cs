using FlowCore.Files;
using System.CommandLine;
using FlowCore.Tools.Benching;
using FlowCore.Tools.Benching.Models;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary><c>flow bench step</c>: what a training step costs in time and memory, beside what the device can do.</summary>
internal sealed class BenchStepCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly BenchModelFlags _model = new();
    private readonly BenchFlags _bench = new();

    /// <summary>The verb.</summary>
    public BenchStepCommand(Terminal terminal)
        : base(
            "step",
            "Times a training step beside a matrix product, with where the time goes and what memory it takes; with --recompute "
                + "also the step that keeps its hidden activations.")
    {
        _terminal = terminal;
        _model.AddTo(this);
        _bench.AddTo(this);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow bench step",
        "flow bench step --preset cifar10 --width 128 --steps-per-level 2 --json",
        "flow bench step --width 256 --recompute",
    ];

    private int Run(ParseResult parsed)
    {
        var model = _model.Read(parsed);
        using var bench = _bench.Start(parsed, _terminal);
        var (output, stop) = (_terminal.Output, _terminal.Stop);
        bench.WriteHead($"{model}");

        // A process's peak never falls: what takes less is measured first, and before anything else takes memory.
        var plain = model with { Recompute = false };
        BenchModel[] variants = model.Recompute ? [model, plain] : [plain];
        var idle = TrainingMemory.ResidentNow();
        var memories = variants.Select(variant =>
        {
            using var own = _bench.CreateBackend(parsed, _terminal);
            return TrainingMemory.Of(variant, own, idle, bench.Runs, stop);
        }).ToArray();

        var (limit, product, steps, parameters) = Time(variants, bench);
        var reports = variants.Select((variant, i) =>
        {
            using var profile = new PassProfile(variant, bench.Backend);
            var shares = profile.Of(passes => passes.Step, bench.Runs, stop);
            return new StepReport(variant, steps[i], product, limit, shares, memories[i], TrainingMemory.Bound(variant, parameters));
        }).ToArray();
        foreach (var report in reports)
        {
            report.Write(output);
        }

        if (reports is [var less, var more])
        {
            output.WriteLine(FormattableString.Invariant(
                $"computing again takes {less.TimeOver(more):F3} of the time and {less.MemoryOver(more):F3} of the backend's memory"));
        }

        bench.WriteJson(json =>
        {
            model.WriteMembers(json);
            json.WriteNumber("parameters", parameters);
            limit?.WriteObject(json, "limit");
            product.WriteObject(json, "gemm", limit);
            reports[^1].WriteJson(json, "step");
            if (reports is [var less, var more])
            {
                less.WriteJson(json, "recomputed");
                json.WriteFinite("recomputedToStep", less.TimeOver(more));
                json.WriteFinite("recomputedToStepBytes", less.MemoryOver(more));
            }
        });
        return ExitCode.Good;
    }

    /// <summary>Times a matrix product and a step of each model in turn.</summary>
    private (BenchRow? Limit, BenchRow Product, BenchRow[] Steps, long Parameters) Time(BenchModel[] variants, BenchSession bench)
    {
        var models = new List<ModelPasses>();
        try
        {
            models.AddRange(variants.Select(variant => new ModelPasses(variant, bench.Backend)));
            using var tensors = new BenchTensors(bench.Backend);
            var product = MatrixProduct.Yardstick.On(bench.Backend).Row(bench.Backend);
            var (limit, measured) = MultiplyAdds.MeasureBeside(
                bench.Backend, bench.Clock, [product.Prepare(tensors), .. models.Select(passes => passes.Step.Work)]);
            var table = new BenchTable(_terminal.Output, limit);
            table.WriteHeads();
            return (
                limit,
                table.Add(product.Timed(measured[0])),
                [.. models.Select((passes, i) => table.Add(passes.Step.Timed(variants[i].Shape, measured[i + 1])))],
                models[0].Parameters);
        }
        finally
        {
            models.ForEach(passes => passes.Dispose());
        }
    }
}
