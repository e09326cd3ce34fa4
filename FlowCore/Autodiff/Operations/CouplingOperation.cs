namespace FlowCore.Autodiff.Operations;

/// <summary>
/// The affine coupling in both directions, on a tape: it changes the last K channels and the first C−K pass. In place nothing
/// is copied, and neither is the gradient of what passes.
/// </summary>
public static class CouplingOperation
{
    /// <summary><c>y1 = x1</c>, <c>y2 = x2·exp(s) + t</c> and <c>Σ s</c>, with <c>x = [x1; x2]</c>.</summary>
    /// <param name="x"><c>[C, N, H, W]</c>.</param>
    /// <param name="h"><c>[h_s; t]</c>, <c>[2K, N, H, W]</c> with <c>K ≤ C</c> and <c>s = f(h_s)</c>.</param>
    public static (Variable Value, Variable LogDet) CoupleForward<TLogScale>(this Variable x, Variable h)
        where TLogScale : struct, IActivation
    {
        var (tape, backend) = (x.Tape, x.Tape.Backend);
        var y = ResultWithPassing(x, h);
        var logDet = tape.Allocate(new Shape(x.Shape.Batch));
        backend.CoupleForward<TLogScale>(Changed(x.Value, h), h.Value, Changed(y, h), logDet);
        return tape.Record(y, logDet, [x, h], (output, outputLogDet) =>
        {
            var dy = tape.GradientOrZero(output);
            var (dx, accumulate) = PassGradient(output, x, h);
            h.ReceiveGradient(dh => backend.CoupleForwardGradient<TLogScale>(
                Changed(y, h), h.Value, Changed(dy, h), tape.GradientOrZero(outputLogDet), dx, accumulate, dh));
        });
    }

    /// <summary><c>x1 = y1</c>, <c>x2 = (y2 − t)·exp(−s)</c> and <c>−Σ s</c>, with <c>y = [y1; y2]</c>.</summary>
    /// <param name="y"><c>[C, N, H, W]</c>.</param>
    /// <param name="h"><c>[h_s; t]</c>, <c>[2K, N, H, W]</c> with <c>K ≤ C</c> and <c>s = f(h_s)</c>.</param>
    public static (Variable Value, Variable LogDet) CoupleInverse<TLogScale>(this Variable y, Variable h)
        where TLogScale : struct, IActivation
    {
        var (tape, backend) = (y.Tape, y.Tape.Backend);
        var x = ResultWithPassing(y, h);
        var logDet = tape.Allocate(new Shape(y.Shape.Batch));
        backend.CoupleInverse<TLogScale>(Changed(y.Value, h), h.Value, Changed(x, h), logDet);
        return tape.Record(x, logDet, [y, h], (output, outputLogDet) =>
        {
            var dx = tape.GradientOrZero(output);
            var (dy, accumulate) = PassGradient(output, y, h);
            h.ReceiveGradient(dh => backend.CoupleInverseGradient<TLogScale>(
                Changed(x, h), h.Value, Changed(dx, h), tape.GradientOrZero(outputLogDet), dy, accumulate, dh));
        });
    }

    /// <summary>Memory for a result, which over the operand or beside it has the channels that pass.</summary>
    private static Tensor ResultWithPassing(Variable given, Variable h)
    {
        var result = given.Tape.ResultOver(given);
        if (!ReferenceEquals(result, given.Value) && Passing(given.Value, h) is { } passing)
        {
            given.Tape.Backend.Copy(passing, Passing(result, h)!);
        }

        return result;
    }

    /// <summary>
    /// Brings the gradient of the channels that pass to the operand, and says where that of the changed ones goes: into the
    /// result's own memory when the operand takes that over.
    /// </summary>
    private static (Tensor? Gradient, bool Accumulate) PassGradient(Variable output, Variable given, Variable h)
    {
        var gradient = output.Gradient!;
        if (given.TryTakeGradient(output))
        {
            return (Changed(gradient, h), false);
        }

        if (!given.NeedsGradient)
        {
            return (null, false);
        }

        if (Passing(gradient, h) is { } passing)
        {
            given.Channels(0, passing.Shape.Channels).AddGradient(passing);
        }

        return given.Channels(given.Shape.Channels - Coupled(h), Coupled(h)).GradientTarget();
    }

    /// <summary>K.</summary>
    private static int Coupled(Variable h) => h.Shape.Channels / 2;

    /// <summary>The last K channels.</summary>
    private static Tensor Changed(Tensor whole, Variable h) => whole.Channels(whole.Shape.Channels - Coupled(h), Coupled(h));

    /// <summary>The channels before them, or null where there are none.</summary>
    private static Tensor? Passing(Tensor whole, Variable h) =>
        whole.Shape.Channels > Coupled(h) ? whole.Channels(0, whole.Shape.Channels - Coupled(h)) : null;
}
