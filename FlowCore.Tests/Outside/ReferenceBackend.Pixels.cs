using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Random;
using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void EncodePixels(
        ReadOnlySpan<byte> pixels, ReadOnlySpan<int> ids, PixelCoding coding, Dequantization dequantization, Tensor x, Tensor logDet)
    {
        var to = View(x);
        var sums = View(logDet);
        Numbers(logDet).Clear();
        foreach (var (n, c, i, j) in Each.Of(x.Shape.Batch, x.Shape.Channels, x.Shape.Height, x.Shape.Width))
        {
            var element = Element(x.Shape, c, i, j);
            var v = pixels[(n * x.Shape.Channels * x.Shape.Plane) + element];
            var u = dequantization.Key is { } key ? Philox.Uniform(Word(key, ids[n], element)) : dequantization.Offset;
            var (value, logSlope) = Encode(v, u, coding);
            to[c, n, i, j] = value;
            sums[n] += logSlope;
        }
    }

    public long DecodePixels(Tensor x, PixelCoding coding, Span<byte> pixels)
    {
        var from = View(x);
        var bad = 0L;
        foreach (var (n, c, i, j) in Each.Of(x.Shape.Batch, x.Shape.Channels, x.Shape.Height, x.Shape.Width))
        {
            var value = from[c, n, i, j];
            bad += double.IsFinite(value) ? 0 : 1;
            pixels[(n * x.Shape.Channels * x.Shape.Plane) + Element(x.Shape, c, i, j)] =
                double.IsFinite(value) ? Decode(value, coding) : (byte)0;
        }

        return bad;
    }

    /// <summary>The coded number, and ln of its slope over v.</summary>
    private static (double Value, double LogSlope) Encode(int v, double u, PixelCoding coding)
    {
        double levels = coding.Levels;
        if (coding.Scale == PixelScale.Linear)
        {
            return (((v + u) / levels) - 0.5, -Math.Log(levels));
        }

        // Q·x̂ and Q·(1 − x̂), each from its own end.
        var room = 1.0 - (2.0 * coding.Alpha);
        var low = (coding.Alpha * levels) + (room * (v + u));
        var high = (coding.Alpha * levels) + (room * (levels - v - u));
        return (Math.Log(low) - Math.Log(high), Math.Log(room) + Math.Log(levels) - Math.Log(low) - Math.Log(high));
    }

    private static byte Decode(double x, PixelCoding coding)
    {
        var share = coding.Scale == PixelScale.Linear
            ? x + 0.5
            : ((1.0 / (1.0 + Math.Exp(-x))) - coding.Alpha) / (1.0 - (2.0 * coding.Alpha));
        return (byte)Math.Clamp(Math.Floor(share * coding.Levels), 0.0, coding.Levels - 1.0);
    }
}
