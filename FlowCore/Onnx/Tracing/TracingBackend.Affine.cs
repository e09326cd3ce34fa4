namespace FlowCore.Onnx.Tracing;

/// <content>One scale and shift a channel.</content>
internal sealed partial class TracingBackend
{
    /// <inheritdoc/>
    public void AffineForward(Tensor x, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor y)
    {
        if (IsKnown(x))
        {
            _inner.AffineForward(Known(x), Known(shift), Known(logScale), affine, Result(y));
            return;
        }

        var shifted = Node("Add", Value(x), Channels(Scaled(Doubles(shift), affine.ShiftSign)));
        Become(y, Node("Mul", shifted, Channels(Exponentials(Doubles(logScale), affine.ScaleFactor))));
    }

    /// <inheritdoc/>
    public void AffineInverse(Tensor y, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor x)
    {
        if (IsKnown(y))
        {
            _inner.AffineInverse(Known(y), Known(shift), Known(logScale), affine, Result(x));
            return;
        }

        var scaled = Node("Mul", Value(y), Channels(Exponentials(Doubles(logScale), -affine.ScaleFactor)));
        Become(x, Node("Sub", scaled, Channels(Scaled(Doubles(shift), affine.ShiftSign))));
    }

    /// <inheritdoc/>
    public void BroadcastSum(Tensor x, double factor, Tensor y) => _inner.BroadcastSum(Known(x), factor, Result(y));

    private static double[] Scaled(double[] values, double factor) => Array.ConvertAll(values, value => factor * value);

    private static double[] Exponentials(double[] values, double factor) => Array.ConvertAll(values, value => Math.Exp(factor * value));
}
