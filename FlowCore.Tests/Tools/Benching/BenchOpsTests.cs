using System.Text.Json;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tools.Benching;
using FlowCore.Tools.Benching.Models;
using FlowCore.Tools.Benching.Operations;
using Xunit;

namespace FlowCore.Tests.Tools.Benching;

public sealed class BenchOpsTests
{
    private static readonly FlowConfig Config = new() { Image = new ImageShape(1, 4, 4), Levels = 1, StepsPerLevel = 1, Width = 4 };

    private static readonly string[] Tiny =
        ["bench", "ops", "--levels", "1", "--steps-per-level", "1", "--width", "4", "--image", "1x8x4", "--batch-size", "2"];

    /// <summary>What a step or a latent can be of, each of which calls operations of its own.</summary>
    public static IEnumerable<object[]> Kinds { get; } =
    [
        .. FlowCatalog.Standard.Units.Select(unit => new object[] { unit, "normal" }),
        .. FlowCatalog.Standard.Priors.Where(prior => prior != "normal").Select(prior => new object[] { "finc", prior }),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_operation_that_a_pass_of_a_model_calls_has_a_row(string unit, string prior)
    {
        using var backend = new CpuBackend(threads: 1);
        var times = new OperationTimes(() => { });
        var config = Config with { Image = new ImageShape(1, 8, 8), Levels = 2, Step = unit, Prior = prior };
        using var passes = new ModelPasses(new BenchModel("test", config, BatchSize: 2), TimedBackend.Over(backend, times));
        foreach (var pass in passes.All)
        {
            pass.Prepare?.Invoke();
            pass.Work();
        }

        var called = Called(times);
        Assert.Contains(nameof(IBackend.Squeeze), called);
        Assert.Contains(nameof(IBackend.Adam), called);
        Assert.Empty(called.Except(Rows(backend).Select(row => row.Name)));
    }

    [Fact]
    public void A_row_times_what_it_is_named_after_and_nothing_else()
    {
        using var backend = new CpuBackend(threads: 1);
        var times = new OperationTimes(() => { });
        foreach (var row in Rows(TimedBackend.Over(backend, times)))
        {
            using var tensors = new BenchTensors(backend);
            var work = row.Prepare(tensors);
            times.Clear();
            work();
            Assert.Equal(TimedBackend.Times(row.Name) ? [row.Name] : [], Called(times));
        }
    }

    [Fact]
    public void Every_row_names_a_member_of_the_contract()
    {
        using var backend = new CpuBackend(threads: 1);
        Assert.Empty(Rows(backend).Select(row => row.Name).Except(typeof(IBackend).GetMethods().Select(method => method.Name)));
    }

    [Fact]
    public void Times_rates_and_counts_of_passes_and_operations_are_in_the_object()
    {
        var call = FlowCall.Run([.. Tiny, "--device", "cpu", "--threads", "1", "--runs", "3", "--json"]);
        Assert.Equal((0, ""), (call.Code, call.Error));
        var json = call.Json();
        Assert.Equal("1×8×4", json.GetProperty("image").GetString());
        Assert.Equal(
            ["forward", "backward", "training step", "sample", "encode"],
            json.GetProperty("passes").EnumerateArray().Select(pass => pass.GetProperty("name").GetString()));
        Assert.All(json.GetProperty("passes").EnumerateArray().Concat(json.GetProperty("operations").EnumerateArray()), Judge);
        Assert.Contains("MaskedSolve", call.Output, StringComparison.Ordinal);
    }

    private static string[] Called(OperationTimes times) => [.. times.Spent.Select(spent => spent.Operation.Split(' ')[0])];

    private static IEnumerable<OperationRow> Rows(IBackend backend) =>
        AllRows.At(new OperationShapes(backend, Config, new ImageShape(4, 2, 2), Samples: 2, Parameters: 10));

    private static void Judge(JsonElement row)
    {
        double Number(string name) => row.GetProperty(name).GetDouble();
        Assert.Equal(3, Number("runs"));
        Assert.InRange(Number("medianMs"), Number("lowerMs"), Number("upperMs"));
        Assert.True(Number("medianMs") > 0);
        Assert.Equal(Number("flops") / Number("medianMs") / 1e6, Number("gflops"), 1e-9 * Number("gflops"));
        Assert.Equal(Number("bytes") / Number("medianMs") / 1e6, Number("gbps"), 1e-9 * Number("gbps"));
        Assert.False(row.TryGetProperty("launches", out _));
    }

    [Theory]
    [InlineData("bench: expected what to measure (ops, gemm, step, layers, sample, growth, tables, units), got none. See flow bench --help.", "bench")]
    [InlineData("bench: expected a verb (ops, gemm, step, layers, sample, growth, tables, units), got 'opp'. Did you mean ops?", "bench", "opp")]
    [InlineData("bench ops: expected one of its options, got '--imag'. Did you mean --image?", "bench", "ops", "--imag", "1")]
    [InlineData("--image: expected channels x height x width, as 3x32x32, got '3x32'.", "bench", "ops", "--image", "3x32")]
    [InlineData("--image: expected channels x height x width, as 3x32x32, got '3x0x2'.", "bench", "ops", "--image", "3x0x2")]
    [InlineData("--batch-size: expected 1 or more, got 0.", "bench", "ops", "--batch-size", "0")]
    [InlineData("--runs: expected 1 or more, got 0.", "bench", "ops", "--runs", "0")]
    [InlineData("--levels: expected at most 2 for 1×28×28 images,", "bench", "ops", "--levels", "3")]
    public void A_wrong_call_exits_with_2_and_one_line(string line, params string[] args)
    {
        var call = FlowCall.Run(args);
        Assert.Equal((2, ""), (call.Code, call.Output));
        Assert.StartsWith(line, Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }
}
