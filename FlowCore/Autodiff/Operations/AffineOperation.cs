namespace FlowCore.Autodiff.Operations;

/// <summary>The channel affine in both directions, and the log-det of a layer that is the same for every sample.</summary>
public static class AffineOperation
{
    /// <summary><c>y = (x + σ·b_c)·exp(f·l_c)</c>.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="shift">b, <c>[C]</c>.</param>
    /// <param name="logScale">l, <c>[C]</c>.</param>
    /// <param name="affine">σ and f.</param>
    public static Variable AffineForward(this Variable x, Variable shift, Variable logScale, ChannelAffine affine)
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var y = tape.ResultOver(x);
        backend.AffineForward(x.Value, shift.Value, logScale.Value, affine, y);
        return tape.Record(y, [x, shift, logScale], output =>
        {
            var (dx, accumulate) = x.GradientTargetOrNone();
            backend.AffineForwardGradient(
                y, output.Gradient!, logScale.Value, affine, dx, accumulate, shift.GradientSum(), logScale.GradientSum());
        });
    }

    /// <summary><c>x = y·exp(−f·l_c) − σ·b_c</c>, the inverse of <see cref="AffineForward"/>.</summary>
    /// <param name="y"><c>[C, N, H, W]</c>.</param>
    /// <param name="shift">b, <c>[C]</c>.</param>
    /// <param name="logScale">l, <c>[C]</c>.</param>
    /// <param name="affine">σ and f.</param>
    public static Variable AffineInverse(this Variable y, Variable shift, Variable logScale, ChannelAffine affine)
    {
        var (tape, backend) = (y.Tape, y.Tape.Backend);
        var x = tape.IsRecording ? tape.Allocate(y.Shape) : tape.ResultOver(y);
        backend.AffineInverse(y.Value, shift.Value, logScale.Value, affine, x);
        return tape.Record(x, [y, shift, logScale], output =>
        {
            var (dy, accumulate) = y.GradientTargetOrNone();
            backend.AffineInverseGradient(
                y.Value, output.Gradient!, logScale.Value, affine, dy, accumulate, shift.GradientSum(), logScale.GradientSum());
        });
    }

    /// <summary><c>factor·Σ_c x_c</c> for every sample.</summary>
    /// <param name="x"><c>[C]</c>.</param>
    /// <param name="factor">What the sum is multiplied by.</param>
    /// <param name="samples">N.</param>
    /// <returns><c>[N]</c>.</returns>
    public static Variable BroadcastSum(this Variable x, double factor, int samples)
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var y = tape.Allocate(new Shape(samples));
        backend.BroadcastSum(x.Value, factor, y);
        return tape.Record(y, [x], output => backend.BroadcastSumGradient(output.Gradient!, factor, x.GradientSum()));
    }
}
