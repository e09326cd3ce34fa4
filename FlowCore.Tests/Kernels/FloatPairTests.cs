using FlowCore.Backends;
using FlowCore.Gpu.Kernels;
using FlowCore.Random;
using Xunit;

namespace FlowCore.Tests.Kernels;

public sealed class FloatPairTests
{
    private const ulong Seed = 7;

    [Fact]
    public void A_sum_of_two_floats_is_exact() => ForPairs((a, b) =>
    {
        var sum = FloatPair.Sum(a, b);
        Assert.Equal((double)a + b, (double)sum.Head + sum.Tail);
        Assert.Equal(a + b, sum.Head);
    });

    [Fact]
    public void A_product_taken_away_leaves_46_bits() => ForPairs((a, b) =>
    {
        var x = FloatPair.Sum(a, b * 1e-8f);
        var y = FloatPair.Sum(b, a * -1e-8f);
        var right = (double)x.Head + x.Tail - (a * ((double)y.Head + y.Tail));
        var result = x.Minus(a, y);
        var size = Math.Abs(x.Head) + Math.Abs(a * (double)y.Head);
        Assert.True(Math.Abs(right - ((double)result.Head + result.Tail)) <= size * Math.Pow(2, -44), $"{a} − {a}·{b} (seed {Seed})");
        Assert.Equal(result.Head, result.Head + result.Tail);
    });

    private static void ForPairs(Action<float, float> law)
    {
        var draws = new PhiloxSequence(new RandomKey(Seed, RandomStream.Weights, 0));
        for (var i = 0; i < 10000; i++)
        {
            law(Draw(draws), Draw(draws));
        }
    }

    // Normal numbers of very different magnitudes; their sums fit a double.
    private static float Draw(PhiloxSequence draws) => (float)(draws.NextNormal() * Math.Pow(10, draws.NextBelow(7) - 3));
}
