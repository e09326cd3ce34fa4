using System.Numerics;
using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void AffineForward(Tensor x, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor y) =>
        MapChannels<AffineFamily, AddThenMultiply>(x, y, new AffineFamily(shift, logScale, affine));

    /// <inheritdoc/>
    public void AffineInverse(Tensor y, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor x) =>
        MapChannels<AffineFamily, MultiplyThenAdd>(y, x, new AffineFamily(shift, logScale, affine));

    /// <inheritdoc/>
    public void AffineForwardGradient(
        Tensor y, Tensor dy, Tensor logScale, ChannelAffine affine, Tensor? dx, bool accumulate, Tensor dshift, Tensor dlogScale) =>
        AffineGradient(
            y, dy, logScale, affine.ScaleFactor, dx, accumulate, new AffineTotals(dshift, dlogScale, affine, isInverse: false));

    /// <inheritdoc/>
    public void AffineInverseGradient(
        Tensor y, Tensor dx, Tensor logScale, ChannelAffine affine, Tensor? dy, bool accumulate, Tensor dshift, Tensor dlogScale) =>
        AffineGradient(
            y, dx, logScale, -affine.ScaleFactor, dy, accumulate, new AffineTotals(dshift, dlogScale, affine, isInverse: true));

    /// <summary>
    /// <c>target (+)= g·k</c> with <c>k = exp(exponent·l_c)</c>, and <c>(Σ g, Σ g·y)</c> to the totals; target may be g.
    /// </summary>
    private void AffineGradient(
        Tensor y, Tensor g, Tensor logScale, double exponent, Tensor? target, bool accumulate, AffineTotals totals)
    {
        var parts = ChannelParts.Of(y.Shape);
        using var scratch = Scratch<AffineSums>(parts.Count);
        var partial = (AffineSums*)scratch.Pointer;
        var l = Pointer(logScale);
        ForItems(parts.Count, parts.PartLength, new AffineParts(
            parts, Pointer(y), Pointer(g), l, exponent, target is null ? null : Pointer(target), accumulate, partial));
        for (var c = 0; c < parts.Channels; c++)
        {
            totals.Add(c, ScaleOf(exponent * l[c]), Total(partial, c, parts));
        }
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

    /// <summary>The sums of a part, and its share of the gradient.</summary>
    private readonly struct AffineParts(
        ChannelParts parts, float* y, float* g, float* logScale, double exponent, float* target, bool accumulate, AffineSums* partial)
        : IItemWork
    {
        private readonly float* _y = y, _g = g, _logScale = logScale, _target = target;
        private readonly AffineSums* _partial = partial;

        public void Run(long item)
        {
            // The sums come first: the target may take the gradient's place.
            var part = parts[item];
            _partial[item] = SumsOf(_y + part.Start, _g + part.Start, part.Count);
            if (_target is not null)
            {
                var scale = new MultiplyThenAdd(ScaleOf(exponent * _logScale[part.Channel]), 0f);
                Lanes.Map(scale, _g + part.Start, _target + part.Start, part.Count, accumulate);
            }
        }
    }

    /// <summary>The affine of each channel, both ways.</summary>
    private readonly struct AffineFamily(Tensor shift, Tensor logScale, ChannelAffine affine)
        : IChannelFamily<AddThenMultiply>, IChannelFamily<MultiplyThenAdd>
    {
        private readonly float* _shift = Pointer(shift), _logScale = Pointer(logScale);

        AddThenMultiply IChannelFamily<AddThenMultiply>.Of(int channel) => new(
            (float)(affine.ShiftSign * _shift[channel]), ScaleOf(affine.ScaleFactor * _logScale[channel]));

        MultiplyThenAdd IChannelFamily<MultiplyThenAdd>.Of(int channel) => new(
            ScaleOf(-affine.ScaleFactor * _logScale[channel]), (float)(-affine.ShiftSign * _shift[channel]));
    }

    /// <summary>Where the gradients of shifts and scales are added.</summary>
    private readonly struct AffineTotals(Tensor dshift, Tensor dlogScale, ChannelAffine affine, bool isInverse)
    {
        private readonly float* _dshift = Pointer(dshift), _dlogScale = Pointer(dlogScale);

        public void Add(int channel, float scale, AffineSums sums)
        {
            if (isInverse)
            {
                _dshift[channel] -= (float)(affine.ShiftSign * sums.Gradient);
                _dlogScale[channel] -= (float)(affine.ScaleFactor * scale * sums.Product);
            }
            else
            {
                _dshift[channel] += (float)(affine.ShiftSign * scale * sums.Gradient);
                _dlogScale[channel] += (float)(affine.ScaleFactor * sums.Product);
            }
        }
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
