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
        using var bench = _bench.Start(parsed, _terminal);
        bench.WriteHead("matrix products M×N×K as 1×1 convolutions");
        using var tensors = new BenchTensors(bench.Backend);
        OperationRow[] products =
        [
            .. new[] { MatrixProduct.Yardstick, MatrixProduct.Square, MatrixProduct.Small }.Select(each => each.On(bench.Backend).Row(bench.Backend)),
        ];
        var (limit, measured) = MultiplyAdds.MeasureBeside(bench.Backend, bench.Clock, products.Select(product => product.Prepare(tensors)));
        var table = new BenchTable(_terminal.Output, limit);
        table.WriteHeads();
        foreach (var (product, time) in products.Zip(measured))
        {
            table.Add(product.Timed(time));
        }

        bench.WriteJson(json =>
        {
            limit?.WriteObject(json, "limit");
            table.WriteJson(json, "products");
        });
        return ExitCode.Good;
    }
}
