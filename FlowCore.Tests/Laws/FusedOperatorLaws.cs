using System.Runtime.Intrinsics;
using FlowCore.Ops;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>Operators of several numbers: what a kernel computes and what a CPU's loop does have the same bits.</summary>
public sealed class FusedOperatorLaws
{
    private const int Lanes = 16;
    private static readonly float[] Specials = [0f, -0f, 1f, -1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e-40f, 1e30f, -1e30f];

    [Fact]
    public void Couplings()
    {
        Coupling<ForwardCoupling>();
        Coupling<InverseCoupling>();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    public void Pixel_scales(int bits)
    {
        foreach (var alpha in (double[])[0, 1e-6, 0.05])
        {
            Pixels(new LogitScale(new PixelCoding(PixelScale.Logit, bits, alpha)), bits);
        }

        Pixels(new LinearScale(new PixelCoding(PixelScale.Linear, bits)), bits);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2_000_000)]
    public void Optimizers(int step)
    {
        var scalars = new AdamStep(0.01, 0.9, 0.999, 1e-8, 0.1, 0.5, step);
        Moments(new AdamUpdate(scalars));
        Moments(new AdamaxUpdate(scalars));
    }

    private static void Moments<T>(T update)
        where T : struct, IMomentUpdate
    {
        Same("m", (a, b, _, _) => update.First(a, b), (a, b, _, _) => update.First(a, b));
        Same("v", (a, b, _, _) => update.Second(a, b), (a, b, _, _) => update.Second(a, b));
        Same("p", (a, b, c, _) => update.Parameter(a, b, c), (a, b, c, _) => update.Parameter(a, b, c));
    }

    private static void Coupling<T>()
        where T : struct, ICoupling
    {
        Same("k", (s, _, _, _) => T.Factor(s), (s, _, _, _) => T.Factor(s));
        Same("r", (u, k, t, _) => T.Result(u, k, t), (u, k, t, _) => T.Result(u, k, t));
        Same("dt", (dr, k, _, _) => T.ShiftGradient(dr, k), (dr, k, _, _) => T.ShiftGradient(dr, k));
        Same("ds", T.LogScaleGradient, T.LogScaleGradient);
    }

    private static void Pixels<T>(T scale, int bits)
        where T : struct, IPixelScale
    {
        for (var v = 0; v < 1 << bits; v++)
        {
            foreach (var u in (float[])[0, 0.25f, 0.5f, 1 - 5.9604645e-8f])
            {
                var (coded, slope) = scale.Encode(v, u);
                var (codedLanes, slopeLanes) = scale.Encode(Vector512.Create((float)v), Vector512.Create(u));
                Expect.Same([coded, slope], [codedLanes[3], slopeLanes[3]], $"{typeof(T).Name}({v} + {u})");
            }
        }
    }

    private static void Same(
        string label,
        Func<float, float, float, float, float> scalar,
        Func<Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>> vector)
    {
        const ulong Seed = 4711;
        float[] numbers = [.. Specials, .. TestTensors.Draw(4 * 1024, Seed).Select(x => (float)x)];
        for (var start = 0; start + (4 * Lanes) <= numbers.Length; start += Lanes / 2)
        {
            float At(int argument, int lane) => numbers[start + (((5 * argument) + lane) % (4 * Lanes))];
            Vector512<float> Vector(int argument) => Vector512.Create([.. Enumerable.Range(0, Lanes).Select(lane => At(argument, lane))]);
            var values = vector(Vector(0), Vector(1), Vector(2), Vector(3));
            for (var lane = 0; lane < Lanes; lane++)
            {
                Expect.Same([scalar(At(0, lane), At(1, lane), At(2, lane), At(3, lane))], [values[lane]], label, Seed);
            }
        }
    }
}
