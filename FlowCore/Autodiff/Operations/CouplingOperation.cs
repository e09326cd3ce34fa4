namespace FlowCore.Autodiff.Operations;

/// <summary>The affine coupling in both directions, on a tape.</summary>
public static class CouplingOperation
{
    /// <summary><c>y1 = x1</c>, <c>y2 = x2·exp(s) + t</c> and <c>Σ s</c>.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="h">The net's output <c>[h_s; t]</c>, <c>[2⌊C/2⌋, N, H, W]</c>, with <c>s = f(h_s)</c>.</param>
    public static (Variable Value, Variable LogDet) CoupleForward<TLogScale>(this Variable x, Variable h)
        where TLogScale : struct, IActivation
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var y = tape.ResultOver(x);
        var logDet = tape.Allocate(new Shape(x.Shape.Batch));
        backend.CoupleForward<TLogScale>(x.Value, h.Value, y, logDet);
        return tape.Record(y, logDet, [x, h], (output, outputLogDet) =>
        {
            var (dx, accumulate) = x.GradientTargetOrNone();
            h.ReceiveGradient(dh => backend.CoupleForwardGradient<TLogScale>(
                y, h.Value, tape.GradientOrZero(output), tape.GradientOrZero(outputLogDet), dx, accumulate, dh));
        });
    }

    /// <summary><c>x1 = y1</c>, <c>x2 = (y2 − t)·exp(−s)</c> and <c>−Σ s</c>.</summary>
    /// <param name="y"><c>[C, N, H, W]</c>.</param>
    /// <param name="h">The net's output <c>[h_s; t]</c>, <c>[2⌊C/2⌋, N, H, W]</c>, with <c>s = f(h_s)</c>.</param>
    public static (Variable Value, Variable LogDet) CoupleInverse<TLogScale>(this Variable y, Variable h)
        where TLogScale : struct, IActivation
    {
        var (tape, backend) = (y.Tape, y.Tape.Backend);
        var x = tape.ResultOver(y);
        var logDet = tape.Allocate(new Shape(y.Shape.Batch));
        backend.CoupleInverse<TLogScale>(y.Value, h.Value, x, logDet);
        return tape.Record(x, logDet, [y, h], (output, outputLogDet) =>
        {
            var (dy, accumulate) = y.GradientTargetOrNone();
            h.ReceiveGradient(dh => backend.CoupleInverseGradient<TLogScale>(
                x, h.Value, tape.GradientOrZero(output), tape.GradientOrZero(outputLogDet), dy, accumulate, dh));
        });
    }
}
