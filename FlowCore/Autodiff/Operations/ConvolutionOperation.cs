namespace FlowCore.Autodiff.Operations;

/// <summary>The convolution of a coupling net, with bias and activation, on a tape.</summary>
public static class ConvolutionOperation
{
    /// <summary><c>y = f(w ∗ x + b)</c> with the image's size kept.</summary>
    /// <param name="x"><c>[I, N, H, W]</c>.</param>
    /// <param name="w"><c>[O, I, kH, kW]</c>, odd extents.</param>
    /// <param name="bias"><c>[O]</c>, or null.</param>
    /// <returns><c>[O, N, H, W]</c>.</returns>
    public static Variable Convolve<TActivation>(this Variable x, Variable w, Variable? bias)
        where TActivation : struct, IActivation
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var y = tape.Allocate(new Shape(w.Shape[0], x.Shape.Batch, x.Shape.Height, x.Shape.Width));
        backend.Convolve<TActivation>(x.Value, w.Value, bias?.Value, y);
        return tape.Record(
            y,
            bias is null ? [x, w] : [x, w, bias],
            output =>
            {
                var dy = output.Gradient!;
                if (typeof(TActivation) != typeof(Identity))
                {
                    backend.ActivateGradient<TActivation>(y, dy, dy);
                }

                if (bias is { NeedsGradient: true })
                {
                    backend.SumChannels(dy, bias.GradientSum());
                }

                if (w.NeedsGradient)
                {
                    backend.ConvolveWeightGradient(x.Value, dy, w.GradientSum(), scale: 1);
                }

                if (x.NeedsGradient)
                {
                    var (dx, accumulate) = x.GradientTarget();
                    backend.ConvolveInputGradient(dy, w.Value, dx, accumulate);
                }
            },
            readsResult: typeof(TActivation) != typeof(Identity));
    }

    /// <summary><c>x = W⁻¹z</c> at every pixel.</summary>
    /// <remarks>With <c>u = W⁻ᵀ dx</c>: <c>dz = u</c> and <c>dW = −u xᵀ</c>.</remarks>
    /// <param name="z"><c>[C, N, H, W]</c>.</param>
    /// <param name="w">The matrix W, <c>[C, C, 1, 1]</c>.</param>
    /// <param name="inverse">W⁻¹, <c>[C, C, 1, 1]</c>, which lives as long as the tape.</param>
    /// <returns><c>[C, N, H, W]</c>.</returns>
    public static Variable SolvePointwise(this Variable z, Variable w, Tensor inverse)
    {
        var (tape, backend) = (z.Tape, z.Tape.Backend);
        var x = tape.Allocate(z.Shape);
        backend.Convolve<Identity>(z.Value, inverse, null, x);
        return tape.Record(x, [z, w], output =>
        {
            using var u = backend.Allocate(z.Shape);
            backend.ConvolveInputGradient(output.Gradient!, inverse, u, accumulate: false);
            if (w.NeedsGradient)
            {
                backend.ConvolveWeightGradient(x, u, w.GradientSum(), scale: -1);
            }

            if (z.NeedsGradient)
            {
                z.AddGradient(u);
            }
        });
    }
}
