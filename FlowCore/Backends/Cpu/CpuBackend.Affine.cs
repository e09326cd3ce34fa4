using System.Numerics;
using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void AffineForward(Tensor x, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor y)
    {
        var b = Pointer(shift);
        var l = Pointer(logScale);
        MapChannels(x, y, c => new AddThenMultiply(
            (float)(affine.ShiftSign * b[c]), ScaleOf(affine.ScaleFactor * l[c])));
    }

    /// <inheritdoc/>
    public void AffineInverse(Tensor y, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor x)
    {
        var b = Pointer(shift);
        var l = Pointer(logScale);
        MapChannels(y, x, c => new MultiplyThenAdd(
            ScaleOf(-affine.ScaleFactor * l[c]), (float)(-affine.ShiftSign * b[c])));
    }

    /// <inheritdoc/>
    public void AffineForwardGradient(
        Tensor y, Tensor dy, Tensor logScale, ChannelAffine affine, Tensor? dx, bool accumulate, Tensor dshift, Tensor dlogScale)
    {
        var db = Pointer(dshift);
        var dl = Pointer(dlogScale);
        AffineGradient(y, dy, logScale, affine.ScaleFactor, dx, accumulate, (c, scale, sums) =>
        {
            db[c] += (float)(affine.ShiftSign * scale * sums.Gradient);
            dl[c] += (float)(affine.ScaleFactor * sums.Product);
        });
    }

    /// <inheritdoc/>
    public void AffineInverseGradient(
        Tensor y, Tensor dx, Tensor logScale, ChannelAffine affine, Tensor? dy, bool accumulate, Tensor dshift, Tensor dlogScale)
    {
        var db = Pointer(dshift);
        var dl = Pointer(dlogScale);
        AffineGradient(y, dx, logScale, -affine.ScaleFactor, dy, accumulate, (c, scale, sums) =>
        {
            db[c] -= (float)(affine.ShiftSign * sums.Gradient);
            dl[c] -= (float)(affine.ScaleFactor * scale * sums.Product);
        });
    }

    /// <summary>
    /// <c>target (+)= g·k</c> with <c>k = exp(exponent·l_c)</c>, and <c>finish(c, k, (Σ g, Σ g·y))</c>; target may be g.
    /// </summary>
    private void AffineGradient(
        Tensor y, Tensor g, Tensor logScale, double exponent, Tensor? target, bool accumulate,
        Action<int, float, AffineSums> finish)
    {
        var value = Pointer(y);
        var gradient = Pointer(g);
        var l = Pointer(logScale);
        var to = target is null ? null : Pointer(target);
        ReduceChannels(
            ChannelPieces.Of(y.Shape),
            piece =>
            {
                // The sums come first: the target may take the gradient's place.
                var sums = SumsOf(value + piece.Start, gradient + piece.Start, piece.Count);
                if (to is not null)
                {
                    var scale = new MultiplyThenAdd(ScaleOf(exponent * l[piece.Channel]), 0f);
                    Lanes.Map(scale, gradient + piece.Start, to + piece.Start, piece.Count, accumulate);
                }

                return sums;
            },
            (c, sums) => finish(c, ScaleOf(exponent * l[c]), sums));
    }

    private static AffineSums SumsOf(float* value, float* gradient, long count)
    {
        var plain = default(LaneSum);
        var product = default(LaneSum);
        for (var i = 0L; i < count; i += Lanes.Width)
        {
            var g = Lanes.Load(gradient + i, count - i);
            plain.Add(g, count - i);
            product.AddProduct(g, Lanes.Load(value + i, count - i), count - i);
        }

        return new AffineSums(plain.Total, product.Total);
    }

    // In double and rounded once: the scale of a channel is as exact as a float can be.
    private static float ScaleOf(double exponent) => (float)Math.Exp(exponent);

    private readonly record struct AffineSums(double Gradient, double Product)
        : IAdditionOperators<AffineSums, AffineSums, AffineSums>
    {
        public static AffineSums operator +(AffineSums left, AffineSums right) =>
            new(left.Gradient + right.Gradient, left.Product + right.Product);
    }

    private readonly struct AddThenMultiply(float shift, float scale) : ILaneFunction
    {
        public Vector512<float> Apply(Vector512<float> x) => (x + Vector512.Create(shift)) * scale;
    }

    private readonly struct MultiplyThenAdd(float scale, float shift) : ILaneFunction
    {
        public Vector512<float> Apply(Vector512<float> x) => (x * scale) + Vector512.Create(shift);
    }
}
