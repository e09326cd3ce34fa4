using FlowCore.Tests.Support;

namespace FlowCore.Tests.Cases;

internal static class MaskedCases
{
    public static IEnumerable<BackendCase> Rows()
    {
        foreach (var s in MaskedShape.All)
        {
            Layout Images(Trial t) => t.Images(s.Channels, s.Height, s.Width);

            yield return new($"MaskedConvolve: {s}", s.Samples, Tolerance.Sum(s.Terms), t =>
                t.Backend.MaskedConvolve(
                    t.Given(Images(t)), t.Given(s.Taps, Kernel(s, t)), s.Orientations, t.Result("y", Images(t))));
            foreach (var accumulate in (bool[])[false, true])
            {
                yield return new(
                    $"MaskedConvolveInputGradient: {s}, {(accumulate ? "+=" : "=")}", s.Samples, Tolerance.Sum(s.Terms), t =>
                        t.Backend.MaskedConvolveInputGradient(
                            t.Given(Images(t)),
                            t.Given(s.Taps, Kernel(s, t)),
                            s.Orientations,
                            t.Destination("dx", Images(t), accumulate),
                            accumulate));
            }

            var pixels = s.Samples * s.Height * s.Width;
            yield return new($"MaskedConvolveWeightGradient: {s}", s.Samples, Tolerance.Sum(pixels), t =>
                t.Backend.MaskedConvolveWeightGradient(
                    t.Given(Images(t)), t.Given(Images(t)), s.Orientations, t.Changes("dtaps", s.Taps), 1 / Math.Sqrt(pixels)));
            yield return new($"MaskedSolve: {s}", s.Samples, Tolerance.Solve(s.Terms), t =>
                t.Backend.MaskedSolve(
                    t.Given(Images(t)), t.Given(s.Taps, Folded(s, t)), s.Orientations, t.Result("x", Images(t))));
            yield return new($"MaskedSolveTransposed: {s}", s.Samples, Tolerance.Solve(s.Terms), t =>
                t.Backend.MaskedSolveTransposed(
                    t.Given(Images(t)), t.Given(s.Taps, Folded(s, t)), s.Orientations, t.Result("u", Images(t))));
        }
    }

    private static double[] Kernel(MaskedShape s, Trial t) => MaskedTaps.Assembled(s, t.Seed, 1 / Math.Sqrt(s.Terms));

    private static double[] Folded(MaskedShape s, Trial t) => MaskedTaps.Folded(s, t.Seed, s.Scale);
}
