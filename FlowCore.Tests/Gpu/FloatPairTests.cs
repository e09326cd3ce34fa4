using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>Sums of floats next to sums of doubles, on the host; the devices' are judged by the rows of SumOfSquares.</summary>
public sealed class FloatPairTests
{
    private const ulong Seed = 20261;

    [Fact]
    public void Keeps_what_a_float_sum_loses()
    {
        var sum = default(FloatPair).Plus(1e8f).Plus(1f).Plus(-1e8f).Plus(0.25f);
        Assert.Equal(1.25, sum.ToDouble());
        Assert.Equal(1.25f, sum.Total);
    }

    [Fact]
    public void Sums_of_products_are_those_of_doubles()
    {
        double[] x = TestTensors.Draw(10_000, Seed), y = TestTensors.Draw(10_000, Seed, scale: 30, stream: 1);
        var (pair, exact, magnitude) = (default(FloatPair), 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            pair = pair.PlusProduct((float)x[i], (float)y[i]);
            exact += x[i] * y[i];
            magnitude += Math.Abs(x[i] * y[i]);
        }

        Assert.InRange((pair.ToDouble() - exact) / magnitude, -1e-12, 1e-12);
    }

    [Fact]
    public void The_total_and_what_it_leaves_out_are_the_sum()
    {
        var sum = default(FloatPair).Plus(1e8f).Plus(3f).Plus(-0.125f);
        Assert.Equal(1e8f, sum.Total);
        Assert.Equal(2.875f, sum.Rest);
    }

    [Fact]
    public void A_product_has_48_bits()
    {
        double[] x = TestTensors.Draw(1000, Seed), y = TestTensors.Draw(1000, Seed, stream: 1);
        foreach (var (a, b) in Numbers.Pairs(x, y))
        {
            Assert.InRange(default(FloatPair).PlusProduct((float)a, (float)b).ToDouble() / (a * b), 1 - 1e-14, 1 + 1e-14);
        }
    }

    [Fact]
    public void A_quotient_has_nearly_48_bits()
    {
        double[] x = TestTensors.Draw(1000, Seed), y = TestTensors.Draw(1000, Seed, stream: 1);
        foreach (var (a, b) in x.Zip(y))
        {
            Assert.InRange(FloatPair.Of(a).DividedBy((float)b).ToDouble() / (a / (float)b), 1 - 1e-13, 1 + 1e-13);
        }
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.NaN)]
    public void Ends_where_a_float_sum_ends(float special)
    {
        Assert.Equal(special, default(FloatPair).Plus(1f).Plus(special).Plus(2f).Total);
        Assert.Equal(special, default(FloatPair).Plus(1f).PlusProduct(special, 1f).Plus(2f).Total);
        Assert.Equal((double)special, default(FloatPair).Plus(new FloatPair(special, 0f)).ToDouble());
    }

    [Fact]
    public void A_double_keeps_48_bits() =>
        Expect.Close(Math.PI * 1e6, FloatPair.Of(Math.PI * 1e6).ToDouble(), 1e-14, "π·10⁶");
}
