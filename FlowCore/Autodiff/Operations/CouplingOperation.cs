namespace FlowCore.Autodiff.Operations;

/// <summary>
/// Couplings in both directions, on a tape: K channels change and the others pass. In place nothing is copied, and neither is
/// the gradient of what passes.
/// </summary>
public static class CouplingOperation
{
    /// <summary><c>y2 = x2·exp(s) + t</c> and <c>Σ s</c>, with x2 the channels that change; <c>y = x</c> elsewhere.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="h"><c>[h_s; t]</c>, <c>[2K, N, H, W]</c> with <c>K ≤ C</c> and <c>s = f(h_s)</c>.</param>
    /// <param name="first">The first of the K channels that change; null for the last K.</param>
    public static (Variable Value, Variable LogDet) CoupleForward<TLogScale>(this Variable x, Variable h, int? first = null)
        where TLogScale : struct, IActivation
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var changed = CoupledChannels.Of(x, h.Shape.Channels / 2, first);
        var y = changed.ResultOver(x);
        var logDet = tape.Allocate(new Shape(x.Shape.Batch));
        backend.CoupleForward<TLogScale>(changed.In(x.Value), h.Value, changed.In(y), logDet);
        return tape.Record(y, logDet, [x, h], (output, outputLogDet) =>
        {
            var dy = tape.GradientOrZero(output);
            var (dx, accumulate) = changed.PassGradient(output, x);
            h.ReceiveGradient(dh => backend.CoupleForwardGradient<TLogScale>(
                changed.In(y), h.Value, changed.In(dy), tape.GradientOrZero(outputLogDet), dx, accumulate, dh));
        });
    }

    /// <summary><c>x2 = (y2 − t)·exp(−s)</c> and <c>−Σ s</c>, with y2 the channels that change; <c>x = y</c> elsewhere.</summary>
    /// <param name="y"><c>[C, N, H, W]</c>.</param>
    /// <param name="h"><c>[h_s; t]</c>, <c>[2K, N, H, W]</c> with <c>K ≤ C</c> and <c>s = f(h_s)</c>.</param>
    /// <param name="first">The first of the K channels that change; null for the last K.</param>
    public static (Variable Value, Variable LogDet) CoupleInverse<TLogScale>(this Variable y, Variable h, int? first = null)
        where TLogScale : struct, IActivation
    {
        var (tape, backend) = (y.Tape, y.Tape.Backend);
        var changed = CoupledChannels.Of(y, h.Shape.Channels / 2, first);
        var x = changed.ResultOver(y);
        var logDet = tape.Allocate(new Shape(y.Shape.Batch));
        backend.CoupleInverse<TLogScale>(changed.In(y.Value), h.Value, changed.In(x), logDet);
        return tape.Record(x, logDet, [y, h], (output, outputLogDet) =>
        {
            var dx = tape.GradientOrZero(output);
            var (dy, accumulate) = changed.PassGradient(output, y);
            h.ReceiveGradient(dh => backend.CoupleInverseGradient<TLogScale>(
                changed.In(x), h.Value, changed.In(dx), tape.GradientOrZero(outputLogDet), dy, accumulate, dh));
        });
    }

    /// <summary><c>y2 = x2 + scale·t</c>, with x2 the last K channels; <c>y = x</c> elsewhere. At −scale its own inverse.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="t"><c>[K, N, H, W]</c> with <c>K ≤ C</c>.</param>
    /// <param name="scale">The factor of t.</param>
    public static Variable CoupleShift(this Variable x, Variable t, double scale = 1)
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var changed = CoupledChannels.Of(x, t.Shape.Channels);
        var y = tape.CopyOver(x);
        backend.Add(t.Value, changed.In(y), scale);

        // Its own gradient reads no result. But that of the net which gave t reads the channels that pass, and they may lie in it.
        return tape.Record(y, [x, t], output =>
        {
            t.AddGradient(changed.In(output.Gradient!), scale);
            x.TakeGradient(output);
        });
    }
}
