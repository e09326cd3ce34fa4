namespace FlowCore.Autodiff.Operations;

/// <summary>The net of a coupling, on a tape.</summary>
public static class NetOperation
{
    /// <summary><c>y = w3 ∗ f(w2·f(w1 ∗ x + b1) + b2)</c> with the image's size kept.</summary>
    /// <remarks>
    /// The hidden activations are kept for the gradient, unless the tape recomputes: then they are computed again, the same bits.
    /// </remarks>
    /// <param name="x"><c>[I, N, H, W]</c>.</param>
    /// <param name="w1"><c>[W, I, kH, kW]</c>, odd extents.</param>
    /// <param name="b1"><c>[W]</c>.</param>
    /// <param name="w2"><c>[W, W, 1, 1]</c>.</param>
    /// <param name="b2"><c>[W]</c>.</param>
    /// <param name="w3"><c>[O, W, kH, kW]</c>, odd extents.</param>
    /// <returns><c>[O, N, H, W]</c>.</returns>
    public static Variable CouplingNet<TActivation>(
        this Variable x, Variable w1, Variable b1, Variable w2, Variable b2, Variable w3)
        where TActivation : struct, IActivation
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var weights = new NetWeights(w1.Value, b1.Value, w2.Value, b2.Value, w3.Value);
        var y = tape.Allocate(new Shape(weights.Outputs, x.Shape.Batch, x.Shape.Height, x.Shape.Width));
        var hidden = tape.Recomputes || !tape.IsRecording ? null : tape.Allocate(backend.HiddenShape(weights.Width, x.Shape));
        backend.CouplingNet<TActivation>(x.Value, weights, hidden, y);
        return tape.Record(
            y,
            [x, w1, b1, w2, b2, w3],
            output =>
            {
                var gradients = new NetWeights(
                    w1.GradientSum(), b1.GradientSum(), w2.GradientSum(), b2.GradientSum(), w3.GradientSum());
                var (dx, accumulate) = x.GradientTargetOrNone();
                backend.CouplingNetGradient<TActivation>(x.Value, weights, hidden, output.Gradient!, dx, accumulate, gradients);
                hidden?.Dispose();
            },
            readsResult: false);
    }
}
