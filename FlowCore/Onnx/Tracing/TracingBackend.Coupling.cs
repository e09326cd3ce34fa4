namespace FlowCore.Onnx.Tracing;

/// <content>The affine coupling.</content>
internal sealed partial class TracingBackend
{
    /// <inheritdoc/>
    public void CoupleForward<TLogScale>(Tensor x, Tensor h, Tensor y, Tensor logDet)
        where TLogScale : struct, IActivation
    {
        if (IsKnown(x) && IsKnown(h))
        {
            _inner.CoupleForward<TLogScale>(Known(x), Known(h), Result(y), Result(logDet));
            return;
        }

        var (factor, shift) = FactorAndShift<TLogScale>(h, sign: 1, logDet);
        Become(y, Node("Add", Node("Mul", Value(x), factor), shift));
    }

    /// <inheritdoc/>
    public void CoupleInverse<TLogScale>(Tensor y, Tensor h, Tensor x, Tensor logDet)
        where TLogScale : struct, IActivation
    {
        if (IsKnown(y) && IsKnown(h))
        {
            _inner.CoupleInverse<TLogScale>(Known(y), Known(h), Result(x), Result(logDet));
            return;
        }

        var (factor, shift) = FactorAndShift<TLogScale>(h, sign: -1, logDet);
        Become(x, Node("Mul", Node("Sub", Value(y), shift), factor));
    }

    /// <summary><c>exp(±s)</c> and t, and <c>±Σ s</c> into the log-det.</summary>
    private (string Factor, string Shift) FactorAndShift<TLogScale>(Tensor h, int sign, Tensor logDet)
        where TLogScale : struct, IActivation
    {
        var coupled = h.Shape.Channels / 2;
        var (given, shift) = (h.Channels(0, coupled), h.Channels(coupled, coupled));
        if (IsKnown(h))
        {
            var s = Array.ConvertAll(Doubles(given), number => sign * TLogScale.Forward(number));
            Fill(logDet, s.Sum());
            var factor = Array.ConvertAll(s, number => (float)Math.Exp(number));
            return (Graph.Constant(InGraph(given.Shape, batch: 1), factor), Value(shift));
        }

        var logScale = Activated<TLogScale>(Value(given));
        logScale = sign > 0 ? logScale : Node("Neg", logScale);
        Become(logDet, SumOfSamples(logScale));
        return (Node("Exp", logScale), Value(shift));
    }
}
