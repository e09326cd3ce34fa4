using System.Text.Json;
using Xunit;

namespace FlowCore.Tests.Tools.Benching;

/// <summary>The measurements beside <c>bench ops</c>, on the smallest model there is: what they say, not how fast it is.</summary>
public sealed class BenchVerbTests
{
    private static readonly string[] Few = ["--levels", "1", "--image", "1x8x8", "--batch-size", "2"];

    private static readonly string[] Tiny = [.. Few, "--steps-per-level", "1", "--width", "4"];

    private static readonly string[] FewSizes = ["--over-batches", "1,2", "--over-sides", "4,8", "--over-steps", "1,2"];

    public static TheoryData<string> Devices { get; } = ["cpu", "ilgpu-cpu"];

    public static TheoryData<string> Verbs { get; } = ["ops", "gemm", "step", "layers", "sample", "growth"];

    [Theory]
    [MemberData(nameof(Devices))]
    public void Products_have_their_rates(string device)
    {
        var products = Measure(device, "gemm").GetProperty("products").EnumerateArray().ToArray();
        Assert.Equal(3, products.Length);
        Assert.All(products, product =>
        {
            JudgeRow(product);
            Assert.StartsWith("GEMM ", product.GetProperty("shape").GetString(), StringComparison.Ordinal);
            Assert.True(product.GetProperty("gflops").GetDouble() > 0);
        });
        if (device == "cpu")
        {
            Assert.Equal(
                ["GEMM 512×16384×512", "GEMM 2048×2048×2048", "GEMM 256×256×288"],
                products.Select(product => product.GetProperty("shape").GetString()));
        }
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_step_has_its_share_of_a_products_rate_its_operations_and_its_memory(string device)
    {
        var json = Measure(device, "step", Tiny);
        JudgeRow(json.GetProperty("gemm"));
        var step = json.GetProperty("step");
        JudgeStep(step, json.GetProperty("gemm").GetProperty("gflops").GetDouble(), units: 1);
        Assert.Equal("training step", step.GetProperty("name").GetString());
        Assert.False(json.TryGetProperty("recomputed", out _));

        // One coupling of width 4 on 4×4 pixels of 2 images keeps 2·4·2·16 floats.
        var bound = 1.3 * ((4 * 2 * 4 * 2 * 16) + (16.0 * json.GetProperty("parameters").GetInt64()));
        Assert.Equal(bound, step.GetProperty("memory").GetProperty("boundBytes").GetDouble(), bound * 1e-12);
        Assert.Contains(step.GetProperty("operations").EnumerateArray(), row => row.GetProperty("name").GetString() == "Adam");
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Recomputing_is_measured_beside_the_step_that_keeps_and_takes_less_memory(string device)
    {
        // Wide enough that hidden activations are most of what there is.
        var json = Measure(device, "step", [.. Few, "--width", "32", "--steps-per-level", "2", "--recompute"]);
        var product = json.GetProperty("gemm").GetProperty("gflops").GetDouble();
        var (kept, again) = (json.GetProperty("step"), json.GetProperty("recomputed"));
        JudgeStep(kept, product, units: 2);
        JudgeStep(again, product, units: 2);
        Assert.Equal("training step, recomputing", again.GetProperty("name").GetString());
        double Of(JsonElement step, string name) => step.GetProperty("memory").GetProperty(name).GetDouble();
        Assert.True(Of(again, "backendBytes") < Of(kept, "backendBytes"));
        Assert.Equal(
            Of(again, "backendBytes") / Of(kept, "backendBytes"), json.GetProperty("recomputedToStepBytes").GetDouble(), 1e-12);
        Assert.Equal(
            again.GetProperty("medianMs").GetDouble() / kept.GetProperty("medianMs").GetDouble(),
            json.GetProperty("recomputedToStep").GetDouble(),
            1e-9);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Each_kind_of_layer_runs_in_both_directions_and_backward(string device)
    {
        var json = Measure(device, "layers", Tiny);
        var layers = json.GetProperty("layers").EnumerateArray().ToArray();
        Assert.All(layers, JudgeRow);
        Assert.Equal(
            from layer in (string[])["Squeeze", "FincUnit", "ActNorm", "PluConv1x1", "AffineCoupling"]
            from pass in (string[])["forward", "inverse", "forward+backward"]
            select $"{layer} {pass}",
            layers.Select(row => row.GetProperty("name").GetString()));

        // 4 channels of 4×4 and 2 images: k²·C·C/4 = 36 and C² = 16 multiply-adds a pixel, thrice with the gradients.
        Assert.Equal(2 * 36 * 32, Flops("FincUnit forward"));
        Assert.Equal(3 * 2 * 16 * 32, Flops("PluConv1x1 forward+backward"));
        Assert.Equal(0, Flops("ActNorm forward"));

        var solves = json.GetProperty("solves").EnumerateArray().ToArray();
        Assert.All(solves, JudgeRow);
        Assert.Equal(
            ["12×16×16, N=2, 3×3", "12×16×16, N=2, 3×3", "48×32×32, N=2, 3×3", "48×32×32, N=2, 3×3"],
            solves.Select(row => row.GetProperty("shape").GetString()));
        var ratios = json.GetProperty("transposedToInverse").EnumerateArray().ToArray();
        Assert.Equal(2, ratios.Length);
        Assert.All(ratios.Index(), ratio => Assert.Equal(
            Median(solves[(2 * ratio.Index) + 1]) / Median(solves[2 * ratio.Index]), ratio.Item.GetProperty("ratio").GetDouble(), 1e-9));

        double Flops(string name) =>
            layers.Single(row => row.GetProperty("name").GetString() == name).GetProperty("flops").GetDouble();
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Sampling_is_beside_the_forward_pass_and_one_image_beside_a_batch(string device)
    {
        var json = Measure(device, "sample", Tiny);
        var passes = json.GetProperty("passes").EnumerateArray().ToArray();
        Assert.All(passes, JudgeRow);
        Assert.Equal(
            ["forward 1×8×8, N=2", "sample 1×8×8, N=2", "encode 1×8×8, N=2", "sample 1×8×8, N=1", "encode 1×8×8, N=1"],
            passes.Select(pass => $"{pass.GetProperty("name").GetString()} {pass.GetProperty("shape").GetString()}"));
        Assert.Equal(Median(passes[1]) / Median(passes[0]), json.GetProperty("sampleToForward").GetDouble(), 1e-9);
        Assert.Equal(Median(passes[3]) / Median(passes[1]), json.GetProperty("sampleOneToBatch").GetDouble(), 1e-9);
        Assert.Equal(Median(passes[4]) / Median(passes[2]), json.GetProperty("encodeOneToBatch").GetDouble(), 1e-9);
        JudgeShares(json.GetProperty("forwardOperations"), "MaskedConvolve", calls: 1);
        JudgeShares(json.GetProperty("sampleOperations"), "MaskedSolve", calls: 1);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Growth_has_a_point_for_each_size_and_their_slope(string device)
    {
        var series = Measure(device, "growth", [.. Tiny, .. FewSizes]).GetProperty("series").EnumerateArray().ToArray();
        Assert.Equal(["batch", "pixels", "steps"], series.Select(each => each.GetProperty("over").GetString()));
        Assert.Equal(
            [[1, 2], [16, 64], [1, 2]],
            series.Select(each => each.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("size").GetInt32())));
        Assert.All(series, each => Assert.All((string[])["step", "forward", "sample"], pass =>
        {
            // Through two points there is one line.
            var points = each.GetProperty("points").EnumerateArray().ToArray();
            var (first, last) = (Median(points[0].GetProperty(pass)), Median(points[1].GetProperty(pass)));
            var sizes = points[1].GetProperty("size").GetDouble() / points[0].GetProperty("size").GetDouble();
            Assert.Equal(Math.Log(last / first) / Math.Log(sizes), each.GetProperty(pass + "Slope").GetDouble(), 1e-9);
            Assert.Equal(2, points[0].GetProperty(pass).GetProperty("runs").GetInt32());
        }));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void An_interrupt_ends_a_measurement_with_130(string verb)
    {
        using var error = new StringWriter();
        var call = FlowCall.Run(
            error, new CancellationToken(canceled: true), ["bench", verb, .. verb == "gemm" ? [] : Tiny, "--device", "cpu", "--json"]);
        Assert.Equal((130, "stopped: expected to finish, got an interrupt."), (call.Code, Assert.Single(call.ErrorLines)));
        Assert.DoesNotContain("{", call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void What_is_wrong_for_one_measurement_is_wrong_for_each(string verb)
    {
        Refused("--runs: expected 1 or more, got 0.", "bench", verb, "--runs", "0");
        Refused("--threads: expected 0 (one a core) to 1024, got -1.", "bench", verb, "--threads", "-1");
        Refused(
            "--device: expected auto, cpu, cuda[:i], opencl[:i] or ilgpu-cpu, got 'gpu'.", "bench", verb, "--device", "gpu");
        if (verb != "gemm")
        {
            Refused("--batch-size: expected 1 or more, got 0.", "bench", verb, "--batch-size", "0");
            Refused("--preset cifar10: expected 3×32×32 images,", "bench", verb, "--preset", "cifar10", "--image", "1x8x8");
        }
    }

    [Theory]
    [InlineData("bench gemm: expected one of its options, got '--batch-size'.", "gemm", "--batch-size", "2")]
    [InlineData("--over-sides: expected two sizes or more, as 16,32, got '16'.", "growth", "--over-sides", "16")]
    [InlineData("--over-sides: expected two sizes or more, as 16,32, got '16,16'.", "growth", "--over-sides", "16,16")]
    [InlineData("--over-steps: expected two sizes or more, as 16,32, got '0,1'.", "growth", "--over-steps", "0,1")]
    [InlineData("--over-batches: expected two sizes or more, as 16,32, got '1;2'.", "growth", "--over-batches", "1;2")]
    [InlineData("--levels: expected an image with even sides for a level at all", "growth", "--over-sides", "7,14")]
    [InlineData("--steps-per-level: expected 1 to 4096, got 5000.", "growth", "--over-steps", "1,5000")]
    public void A_wrong_call_exits_with_2_and_one_line(string line, params string[] args) => Refused(line, ["bench", .. args]);

    private static void Refused(string line, params string[] args)
    {
        var call = FlowCall.Run(args);
        Assert.Equal((2, ""), (call.Code, call.Output));
        Assert.StartsWith(line, Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }

    private static JsonElement Measure(string device, string verb, params string[] args)
    {
        var call = FlowCall.Run(["bench", verb, .. args, "--device", device, "--runs", "2", "--json"]);
        Assert.Equal((0, ""), (call.Code, call.Error));
        var json = call.Json();
        Assert.StartsWith(device, json.GetProperty("device").GetString(), StringComparison.Ordinal);
        if (args.Length > 0)
        {
            Assert.Equal("1×8×8", json.GetProperty("image").GetString());
            Assert.Equal(2, json.GetProperty("batchSize").GetInt32());
        }

        return json;
    }

    private static double Median(JsonElement row) => row.GetProperty("medianMs").GetDouble();

    private static void JudgeRow(JsonElement row)
    {
        Assert.Equal(2, row.GetProperty("runs").GetInt32());
        Assert.True(Median(row) > 0);
        Assert.InRange(Median(row), row.GetProperty("lowerMs").GetDouble(), row.GetProperty("upperMs").GetDouble());
    }

    private static void JudgeStep(JsonElement step, double product, int units)
    {
        JudgeRow(step);
        Assert.Equal(step.GetProperty("gflops").GetDouble() / product, step.GetProperty("rateToGemm").GetDouble(), 1e-9);
        Assert.Equal(2000 / Median(step), step.GetProperty("imagesPerSecond").GetDouble(), 1e-6 / Median(step) * 2000);
        JudgeShares(step.GetProperty("operations"), "MaskedConvolveWeightGradient", units);

        var memory = step.GetProperty("memory");
        double Bytes(string name) => memory.GetProperty(name).GetDouble();
        Assert.True(Bytes("backendBytes") > 0);
        Assert.Equal(Bytes("backendBytes") / Bytes("boundBytes"), Bytes("backendToBound"), 1e-12);
        Assert.Equal(0, Bytes("newBackendBytes"));
        Assert.InRange(Bytes("ownThreadBytesPerStep"), 1, 1e7);
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(Bytes("residentBytes") / Bytes("boundBytes"), Bytes("residentToBound"), 1e-12);
        }
    }

    private static void JudgeShares(JsonElement operations, string among, int calls)
    {
        var rows = operations.EnumerateArray().ToArray();
        Assert.Equal(1, rows.Sum(row => row.GetProperty("share").GetDouble()), 1e-9);
        Assert.Equal("other", rows[^1].GetProperty("name").GetString());
        Assert.Contains(rows, row => row.GetProperty("name").GetString() == among && row.GetProperty("calls").GetDouble() == calls);
    }
}
