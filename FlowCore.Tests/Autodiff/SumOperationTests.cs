using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Autodiff;

/// <summary>Sums, differences and residuals.</summary>
public sealed class SumOperationTests : IDisposable
{
    private static readonly Shape Images = new(2, 2, 3, 1);

    private readonly ReferenceBackend _backend = new();
    private readonly Tensor _a, _b, _dy;

    public SumOperationTests()
    {
        _a = TestTensors.Random(_backend, Images, seed: 1);
        _b = TestTensors.Random(_backend, Images, seed: 2);
        _dy = TestTensors.Random(_backend, Images, seed: 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(0.25)]
    public void Its_value_and_both_gradients_know_the_scale(double scale)
    {
        using var tape = new Tape(_backend);
        var (a, b) = (tape.Input(_a, needsGradient: true), tape.Input(_b, needsGradient: true));
        var sum = a.Plus(b, scale);
        Expect.Close([.. Of(_a).Zip(Of(_b), (x, y) => x + (scale * y))], Of(sum.Value), 1e-15, "value");
        tape.Backward((sum, _dy));
        Expect.Close(Of(_dy), Of(a.Gradient!), 1e-15, "da");
        Expect.Close([.. Of(_dy).Select(dy => scale * dy)], Of(b.Gradient!), 1e-15, "db");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_gradient_that_arrived_before_is_added_to(double scale)
    {
        using var tape = new Tape(_backend);
        var x = tape.Input(_a, needsGradient: true);
        var (sum, other) = (x.Plus(x, scale), x.Plus(x, 3));
        tape.Backward((sum, _dy), (other, _b));
        double[] expected = [.. Of(_dy).Zip(Of(_b), (dy, before) => ((1 + scale) * dy) + (4 * before))];
        Expect.Close(expected, Of(x.Gradient!), 1e-15, "dx");
    }

    [Fact]
    public void The_zero_of_a_layer_that_preserves_volume_is_no_work_and_its_negative_is_not_forgotten()
    {
        using var tape = new Tape(_backend, recording: false);
        using var numbers = TestTensors.Random(_backend, new Shape(2), seed: 4);
        var (zero, logDet) = (tape.ZeroLogDet(2), tape.Input(numbers));
        Assert.Same(logDet, logDet.Plus(zero, -1));
        Assert.Same(logDet, zero.Plus(logDet));
        Expect.Close([.. Of(numbers).Select(x => -x)], Of(zero.Plus(logDet, -1).Value), 1e-15, "0 − x");
        Assert.All(Of(zero.Value), x => Assert.Equal(0, x));
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _dy.Dispose();
        _backend.Dispose();
    }

    private double[] Of(Tensor tensor) => TestTensors.ReadDoubles(_backend, tensor);
}
