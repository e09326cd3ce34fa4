namespace FlowCore.Tests.Cases;

internal static class TapCases
{
    /// <summary>Free weights, kernels and folded kernels, once for each kernel and group.</summary>
    public static IEnumerable<BackendCase> Rows()
    {
        foreach (var s in MaskedShape.All.DistinctBy(s => s.Taps))
        {
            var name = $"{s.KernelHeight}×{s.KernelWidth}, q={s.Group}, G={s.Orientations.Length}";
            yield return new($"AssembleTaps: {name}", 1, Tolerance.Exact, t =>
                t.Backend.AssembleTaps(t.Given(s.Free), t.Result("taps", s.Taps)));
            yield return new($"AssembleTapsGradient: {name}", 1, Tolerance.Pointwise, t =>
                t.Backend.AssembleTapsGradient(t.Given(s.Taps), t.Changes("dfree", s.Free)));
            yield return new($"FoldTaps: {name}", 1, Folded, t =>
                t.Backend.FoldTaps(t.Given(s.Taps, MaskedTaps.Assembled(s, t.Seed, 0.3)), t.Result("folded", s.Taps)));
        }
    }

    private static Tolerance Folded { get; } = new(2.0 / (1 << 24), "computed in double and rounded to float once");
}
