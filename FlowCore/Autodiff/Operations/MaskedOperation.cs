using System.Collections.Immutable;

namespace FlowCore.Autodiff.Operations;

/// <summary>The masked convolution, its inverse and the assembly of its kernel, on a tape.</summary>
public static class MaskedOperation
{
    /// <summary>The kernels <c>[G, kH, kW, q, q]</c> that free weights stand for; frozen entries get no gradient.</summary>
    /// <param name="free"><c>[G, q(q−1)/2 + (kH·kW−1)·q²]</c>.</param>
    /// <param name="shape"><c>[G, kH, kW, q, q]</c>.</param>
    public static Variable AssembleTaps(this Variable free, Shape shape)
    {
        var (tape, backend) = (free.Tape, free.Tape.Backend);
        var taps = tape.Allocate(shape);
        backend.AssembleTaps(free.Value, taps);
        return tape.Record(taps, [free], output => backend.AssembleTapsGradient(output.Gradient!, free.GradientSum()));
    }

    /// <summary><c>y = K x</c>: <c>y_p = Σ_δ A_δ x_{p−δ}</c> in each group.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="taps"><c>[G, kH, kW, q, q]</c> with <c>G·q = C</c>.</param>
    /// <param name="orientations">One a group.</param>
    public static Variable MaskedConvolve(this Variable x, Variable taps, ImmutableArray<Orientation> orientations)
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var y = tape.Allocate(x.Shape);
        backend.MaskedConvolve(x.Value, taps.Value, orientations, y);
        return tape.Record(
            y,
            [x, taps],
            output =>
            {
                var dy = output.Gradient!;
                if (taps.NeedsGradient)
                {
                    backend.MaskedConvolveWeightGradient(x.Value, dy, orientations, taps.GradientSum(), scale: 1);
                }

                if (x.NeedsGradient)
                {
                    var (dx, accumulate) = x.GradientTarget();
                    backend.MaskedConvolveInputGradient(dy, taps.Value, orientations, dx, accumulate);
                }
            },
            readsResult: false);
    }

    /// <summary>
    /// A_0⁻¹ at lag 0 and <c>A_0⁻¹A_δ</c> elsewhere, <c>[G, kH, kW, q, q]</c>: what <see cref="MaskedSolve"/> computes with, and
    /// not differentiated through.
    /// </summary>
    public static Variable FoldTaps(this Variable taps)
    {
        var folded = taps.Tape.Allocate(taps.Shape);
        taps.Tape.Backend.FoldTaps(taps.Value, folded);
        return taps.Tape.Input(folded);
    }

    /// <summary><c>x = K⁻¹ y</c>, exactly.</summary>
    /// <remarks>
    /// With <c>u = K⁻ᵀ dx</c>: <c>dy = u</c> and <c>dA_δ[o, i] = −Σ_p u_p[o]·x_{p−δ}[i]</c> (the gradient of Inverse-Flow,
    /// AISTATS 2025, in adjoint form: one solve instead of one pass a pixel).
    /// </remarks>
    /// <param name="y"><c>[C, N, H, W]</c>.</param>
    /// <param name="taps"><c>[G, kH, kW, q, q]</c> with <c>G·q = C</c>; the gradient goes to them.</param>
    /// <param name="foldedTaps">What <see cref="FoldTaps"/> made of them.</param>
    /// <param name="orientations">One a group.</param>
    public static Variable MaskedSolve(
        this Variable y, Variable taps, Variable foldedTaps, ImmutableArray<Orientation> orientations)
    {
        var (tape, backend, folded) = (y.Tape, y.Tape.Backend, foldedTaps.Value);
        var x = tape.Allocate(y.Shape);
        backend.MaskedSolve(y.Value, folded, orientations, x);
        return tape.Record(x, [y, taps], output =>
        {
            using var u = backend.Allocate(y.Shape);
            backend.MaskedSolveTransposed(output.Gradient!, folded, orientations, u);
            if (taps.NeedsGradient)
            {
                backend.MaskedConvolveWeightGradient(x, u, orientations, taps.GradientSum(), scale: -1);
            }

            if (y.NeedsGradient)
            {
                y.AddGradient(u);
            }
        });
    }
}
