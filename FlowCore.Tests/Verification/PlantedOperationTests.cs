using FlowCore.Backends;
using FlowCore.Layers;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Verification;
using Xunit;

namespace FlowCore.Tests.Verification;

/// <summary>Faults below the library's own layers, which both of their directions share.</summary>
public sealed class PlantedOperationTests
{
    private static readonly ImageShape Shape = new(4, 2, 2);

    /// <summary>Two channels a group: [G, kH, kW, 2, 2] begins with the pixel's own tap, and its second entry lies above the diagonal.</summary>
    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(3, 1.5)]
    [InlineData(1, 1e-6)]
    public void A_mask_that_is_broken_in_the_assembled_taps_is_found(int place, double value)
    {
        Assert.Empty(Failures(new FaultyBackend()));
        var failures = Failures(new FaultyBackend { Tap = (place, value) });
        var mask = failures.Single(check => check.Name == CheckNames.Mask);
        Assert.Equal("masked", mask.Layer);
        Assert.StartsWith("1 entries of its kernels, ", mask.Note, StringComparison.Ordinal);

        static CheckResult[] Failures(FaultyBackend backend)
        {
            using var owned = backend;
            var random = new PhiloxSequence(new RandomKey(4, RandomStream.Weights, 0));
            using var model = Flows.Of(backend, new MaskedConv("masked", Shape, 2, 2, Orientation.BottomLeft, random));
            return [.. ModelVerifier.Verify(model, TestImages.All(TestImages.Noise(Shape, 2, seed: 2)), Flows.Quick).Failures];
        }
    }

    [Fact]
    public void A_squeeze_that_takes_columns_for_rows_is_found_though_it_undoes_itself()
    {
        using var backend = new FaultyBackend { SwapsSqueeze = true };
        using var model = Flows.Of(backend, new Squeeze("squeeze", Shape));
        var report = ModelVerifier.Verify(model, TestImages.All(TestImages.Noise(Shape, 2, seed: 2)), Flows.Quick);
        var found = Assert.Single(report.Failures);
        Assert.Equal((CheckNames.Order, "squeeze"), (found.Name, found.Layer));
        Assert.Equal(0, report.Find(CheckNames.RoundTrip, "squeeze")!.Figure);
    }

    [Fact]
    public void Another_backend_that_computes_otherwise_is_found()
    {
        using var right = new FaultyBackend();
        using var wrong = new FaultyBackend { SwapsSqueeze = true };
        var image = new ImageShape(1, 4, 4);
        using var model = SmallFlows.Warm(right, SmallFlows.Config(image, levels: 1, steps: 1, width: 4), TestImages.Noise(image, 8, seed: 3), steps: 2);
        Assert.True(Verify(right).Passed);
        Assert.Equal(
            [CheckNames.ParityLogDensity, CheckNames.ParityLatents, CheckNames.ParitySamples],
            Verify(wrong).Failures.Select(check => check.Name));

        VerificationReport Verify(IBackend against) => ModelVerifier.Verify(
            model, TestImages.All(TestImages.Noise(image, 2, seed: 2)), Flows.Quick with { Against = against });
    }
}
