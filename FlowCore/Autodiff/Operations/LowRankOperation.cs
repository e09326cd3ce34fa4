namespace FlowCore.Autodiff.Operations;

/// <summary>The inverse of the identity and a product of low rank, on a tape.</summary>
public static class LowRankOperation
{
    /// <summary>
    /// <c>x = (I + U V)⁻¹ z</c> at every pixel by the Woodbury identity, <c>x = z − U M⁻¹ V z</c> with <c>M = I + V U</c>.
    /// </summary>
    /// <remarks>
    /// With <c>r = −M⁻ᵀ Uᵀ dx</c> and <c>u = (I + U V)⁻ᵀ dx = dx + Vᵀ r</c>: <c>dz = u</c>, <c>dU = −u (V x)ᵀ</c> and <c>dV = r xᵀ</c>.
    /// What is kept has as many channels as the rank: <c>−V x = −M⁻¹ V z</c>.
    /// </remarks>
    /// <param name="z"><c>[C, N, H, W]</c>.</param>
    /// <param name="u">U, <c>[C, d, 1, 1]</c>.</param>
    /// <param name="v">V, <c>[d, C, 1, 1]</c>.</param>
    /// <param name="negativeInverse"><c>−M⁻¹</c>, <c>[d, d, 1, 1]</c>, which lives as long as the tape.</param>
    /// <returns><c>[C, N, H, W]</c>.</returns>
    public static Variable SolveLowRank(this Variable z, Variable u, Variable v, Tensor negativeInverse)
    {
        var (tape, backend) = (z.Tape, z.Tape.Backend);
        var narrow = new Shape(v.Shape[0], z.Shape.Batch, z.Shape.Height, z.Shape.Width);
        var (seen, x) = (tape.Allocate(narrow), tape.Allocate(z.Shape));
        using (var given = backend.Allocate(narrow))
        {
            backend.Convolve<Identity>(z.Value, v.Value, null, given);
            backend.Convolve<Identity>(given, negativeInverse, null, seen);
        }

        backend.Convolve<Identity>(seen, u.Value, null, x);
        backend.Add(z.Value, x);
        return tape.Record(x, [z, u, v], output =>
        {
            using var r = backend.Allocate(narrow);
            using (var q = backend.Allocate(narrow))
            {
                backend.ConvolveInputGradient(output.Gradient!, u.Value, q, accumulate: false);
                backend.ConvolveInputGradient(q, negativeInverse, r, accumulate: false);
            }

            using var solved = backend.Allocate(z.Shape);
            backend.Copy(output.Gradient!, solved);
            backend.ConvolveInputGradient(r, v.Value, solved, accumulate: true);
            if (u.NeedsGradient)
            {
                backend.ConvolveWeightGradient(seen, solved, u.GradientSum(), scale: 1);
            }

            if (v.NeedsGradient)
            {
                backend.ConvolveWeightGradient(x, r, v.GradientSum(), scale: 1);
            }

            z.AddGradient(solved);
            seen.Dispose();
        });
    }
}
