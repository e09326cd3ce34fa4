using FlowCore.Ops;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;

namespace FlowCore.Tests.Cases;

internal static class PriorCases
{
    /// <summary>
    /// The half step of the radius takes a 25th bit, which a float rounds away: radii below 0.01 feel it, one draw in
    /// twenty thousand. Elsewhere the angle's rounding counts, 4e-7 of a radius of up to 5.9.
    /// </summary>
    private static readonly Tolerance Normals = new(1e-6, "a few float roundings of radius, sine and cosine", Alone: 0);

    public static IEnumerable<BackendCase> Rows() =>
        [.. Densities<StandardNormal>(), .. Densities<StandardLogistic>(), .. Densities<NaturalLog>(positive: true), .. Draws()];

    private static IEnumerable<BackendCase> Densities<TDensity>(bool positive = false)
        where TDensity : struct, ILogDensity
    {
        foreach (var (c, h, w, n) in ((int, int, int, int)[])
            [(1, 1, 1, 1), (3, 1, 9, 2), (4, 7, 7, 3), (13, 4, 8, 17), (6, 5, 5, 33), (4, 16, 16, 16), (8, 7, 7, 100)])
        {
            var name = $"{TDensity.Name}, {c}×{h}×{w}, N={n}";
            yield return new($"LogDensity: {name}", n, Tolerance.Sum(c * h * w), t =>
                t.Backend.LogDensity<TDensity>(Latents(t, c, h, w), t.Changes("y", t.Rows)));
            foreach (var accumulate in (bool[])[false, true])
            {
                yield return new($"LogDensityGradient: {name}, {(accumulate ? "+=" : "=")}", n, Tolerance.Pointwise, t =>
                    t.Backend.LogDensityGradient<TDensity>(
                        Latents(t, c, h, w), t.Given(t.Rows), t.Destination("dz", t.Images(c, h, w), accumulate), accumulate));
            }
        }

        // What is changed can be drawn positive, and is checked to be as it was like every result.
        Tensor Latents(Trial t, int c, int h, int w) =>
            positive ? t.Changes("z", t.Images(c, h, w), 2, positive: true) : t.Given(t.Images(c, h, w), 2);
    }

    private static IEnumerable<BackendCase> Draws()
    {
        foreach (var (c, h, w, n) in ((int, int, int, int)[])
            [(1, 1, 1, 1), (1, 1, 3, 2), (3, 1, 9, 2), (4, 7, 7, 3), (5, 3, 3, 33), (13, 4, 8, 17), (2, 14, 14, 100)])
        {
            yield return new($"FillNormal: {c}×{h}×{w}, N={n}", n, Normals, t => t.Backend.FillNormal(
                t.Result("x", t.Images(c, h, w)), new RandomKey(0x9_8765_4321, RandomStream.Latents + (uint)c, (uint)h), t.Ids, 0.7));
        }
    }
}
