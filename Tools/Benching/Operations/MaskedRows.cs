using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Operations;

/// <summary>The masked convolution of a FInC unit, its inverse, and what its taps go through.</summary>
internal static class MaskedRows
{
    private const int Groups = 4;

    // Small against the unit diagonal, so that repeated inverses stay finite at any image size.
    private const double TapScale = 0.02;

    /// <summary>The rows at a level's shapes.</summary>
    public static IEnumerable<OperationRow> All(OperationShapes s)
    {
        var (k, q) = (s.Config.Kernel, s.Level.Channels / Groups);
        var free = new Shape(Groups, (q * (q - 1) / 2) + (((k * k) - 1) * q * q));
        var taps = new Shape(Groups, k, k, q, q);
        var orientations = OrientationExtensions.All;
        var weights = FormattableString.Invariant($"{Groups} groups of {q}, {k}×{k}");
        var shape = $"{s}, {k}×{k}";

        // A multiply-add for each output, input of its group and tap; the inverse has as many.
        var flops = 2.0 * k * k * q * s.Elements;
        var bytes = OperationShapes.Bytes(s.All, taps, s.All);

        yield return new(nameof(IBackend.AssembleTaps), weights, 0, OperationShapes.Bytes(free, taps), t =>
        {
            var (from, to) = (t.Given(free), t.Result(taps));
            return () => s.Backend.AssembleTaps(from, to);
        });
        yield return new(nameof(IBackend.AssembleTapsGradient), weights, free.Count, OperationShapes.Bytes(taps, free), t =>
        {
            var (from, to) = (t.Given(taps), t.Result(free));
            return () => s.Backend.AssembleTapsGradient(from, to);
        });

        // A triangular solve with every other tap: q³ multiply-adds a tap, halved by the triangle.
        var substitution = (double)Groups * k * k * q * q * q;
        yield return new(nameof(IBackend.FoldTaps), weights, substitution, OperationShapes.Bytes(taps, taps), t =>
        {
            var (from, to) = (Taps(s, t, free, taps), t.Result(taps));
            return () => s.Backend.FoldTaps(from, to);
        });
        yield return new(nameof(IBackend.MaskedConvolve), shape, flops, bytes, t =>
        {
            var (x, by, y) = (t.Given(s.All), Taps(s, t, free, taps), t.Result(s.All));
            return () => s.Backend.MaskedConvolve(x, by, orientations, y);
        });
        yield return new(nameof(IBackend.MaskedConvolveInputGradient), shape, flops, bytes, t =>
        {
            var (dy, by, dx) = (t.Given(s.All), Taps(s, t, free, taps), t.Result(s.All));
            return () => s.Backend.MaskedConvolveInputGradient(dy, by, orientations, dx, accumulate: false);
        });
        yield return new(nameof(IBackend.MaskedConvolveWeightGradient), shape, flops, bytes, t =>
        {
            var (x, dy, to) = (t.Given(s.All), t.Given(s.All), t.Result(taps));
            return () => s.Backend.MaskedConvolveWeightGradient(x, dy, orientations, to, scale: 1);
        });
        yield return new(nameof(IBackend.MaskedSolve), shape, flops, bytes, t =>
        {
            var (y, by, x) = (t.Given(s.All), Folded(s, t, free, taps), t.Result(s.All));
            return () => s.Backend.MaskedSolve(y, by, orientations, x);
        });
        yield return new(nameof(IBackend.MaskedSolveTransposed), shape, flops, bytes, t =>
        {
            var (g, by, u) = (t.Given(s.All), Folded(s, t, free, taps), t.Result(s.All));
            return () => s.Backend.MaskedSolveTransposed(g, by, orientations, u);
        });
    }

    private static Tensor Taps(OperationShapes s, BenchTensors t, Shape free, Shape taps)
    {
        var assembled = t.Result(taps);
        s.Backend.AssembleTaps(t.Given(free, TapScale), assembled);
        return assembled;
    }

    private static Tensor Folded(OperationShapes s, BenchTensors t, Shape free, Shape taps)
    {
        var folded = t.Result(taps);
        s.Backend.FoldTaps(Taps(s, t, free, taps), folded);
        return folded;
    }
}
