using System.CommandLine;
using FlowCore.Tools.Benching;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary><c>flow bench gemm</c>: the rate of matrix products, which bounds a model's.</summary>
internal sealed class BenchGemmCommand : Command, IHasExamples
{
    private readonly Terminal _terminal;
    private readonly BenchFlags _bench = new();

    /// <summary>The verb.</summary>
    public BenchGemmCommand(Terminal terminal)
        : base("gemm", "Times matrix products, a large, a square and a small one, beside the multiply-adds that the machine can do at all.")
    {
        _terminal = terminal;
        _bench.AddTo(this);
        SetAction(Run);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } = ["flow bench gemm", "flow bench gemm --device cpu --threads 1 --runs 50 --json"];

    private int Run(ParseResult parsed)
    {
        var runs = _bench.Runs(parsed);
        using var backend = _bench.Open(parsed, _terminal);
        var clock = new BenchClock(backend, runs, _terminal.Stop);
        _bench.WriteHead(parsed, _terminal, backend, "matrix products M×N×K as 1×1 convolutions");
        using var tensors = new BenchTensors(backend);
        OperationRow[] products =
        [
            .. new[] { MatrixProduct.Yardstick, MatrixProduct.Square, MatrixProduct.Small }.Select(each => each.On(backend).Row(backend)),
        ];
        var (limit, measured) = MultiplyAdds.MeasureBeside(backend, clock, products.Select(product => product.Prepare(tensors)));
        var table = new BenchTable(_terminal.Output, limit);
        table.WriteHeads();
        foreach (var (product, time) in products.Zip(measured))
        {
            table.Add(product.Timed(time));
        }

        _bench.WriteJson(parsed, _terminal, backend, json =>
        {
            limit?.WriteObject(json, "limit");
            table.WriteJson(json, "products");
        });
        return ExitCode.Good;
    }
}
