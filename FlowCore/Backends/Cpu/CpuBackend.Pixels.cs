using System.Numerics;
using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void EncodePixels(
        ReadOnlySpan<byte> pixels, ReadOnlySpan<int> ids, PixelCoding coding, Dequantization dequantization,
        Tensor x, Tensor logDet)
    {
        if (coding.Scale == PixelScale.Logit)
        {
            EncodePixels(new LogitScale(coding, isFixed: dequantization.Key is null), coding, pixels, ids, dequantization, x, logDet);
        }
        else
        {
            EncodePixels(new LinearScale(coding), coding, pixels, ids, dequantization, x, logDet);
        }
    }

    /// <inheritdoc/>
    public long DecodePixels(Tensor x, PixelCoding coding, Span<byte> pixels) => coding.Scale == PixelScale.Logit
        ? DecodePixels(new LogitScale(coding), x, coding, pixels)
        : DecodePixels(new LinearScale(coding), x, coding, pixels);

    private long DecodePixels<TScale>(TScale scale, Tensor x, PixelCoding coding, Span<byte> pixels)
        where TScale : struct, IPixelScale
    {
        fixed (byte* pinned = pixels)
        {
            var host = pinned;
            var from = Pointer(x);
            var (channels, samples, size) = (x.Shape.Channels, x.Shape.Batch, x.Shape.Plane);
            var broken = 0L;
            ForPlanes(x.Shape, plane =>
            {
                var (c, n) = Math.DivRem(plane, samples);
                Interlocked.Add(
                    ref broken, Decode(scale, from + (plane * size), coding, host + (((n * channels) + c) * size), size));
            });
            return broken;
        }
    }

    private void EncodePixels<TScale>(
        TScale scale, PixelCoding coding, ReadOnlySpan<byte> pixels, ReadOnlySpan<int> ids, Dequantization dequantization,
        Tensor x, Tensor logDet)
        where TScale : struct, IPixelScale
    {
        fixed (byte* pinnedPixels = pixels)
        fixed (int* pinnedIds = ids)
        {
            var host = pinnedPixels;
            var images = pinnedIds;
            var to = Pointer(x);
            var det = Pointer(logDet);
            var (channels, samples, size) = (x.Shape.Channels, x.Shape.Batch, x.Shape.Plane);
            var constant = (double)channels * size * TScale.LogSlope(coding);
            ReducePlanes(
                x.Shape,
                plane =>
                {
                    var (c, n) = Math.DivRem(plane, samples);
                    var image = dequantization.Key is null ? 0 : (uint)images[n];
                    return Encode(
                        scale, host + (((n * channels) + c) * size), dequantization, image, c * size, to + (plane * size), size);
                },
                (n, sum) => det[n] = (float)(constant + sum));
        }
    }

    /// <summary>One plane, and what its elements add to the log-det besides the constant.</summary>
    private static double Encode<TScale>(
        TScale scale, byte* pixels, Dequantization dequantization, uint image, long first, float* x, int count)
        where TScale : struct, IPixelScale
    {
        if (dequantization.Key is { } key)
        {
            // They wait where their element will be.
            Draw(default(UniformDraw), key, image, first, x, count);
        }

        var isDrawn = dequantization.Key is not null;
        var offset = Vector512.Create((float)dequantization.Offset);
        var sum = default(LaneSum);
        for (var i = 0; i < count; i += Lanes.Width)
        {
            var u = isDrawn ? Lanes.Load(x + i, count - i) : offset;
            var (coded, logSlope) = scale.Encode(Lanes.LoadBytes(pixels + i, count - i), u);
            Lanes.Store(coded, x + i, count - i);
            sum.Add(logSlope, count - i);
        }

        return sum.Total;
    }

    /// <summary>One plane: a float tells which bin most values lie in, and a double those that may be on either side of an edge.</summary>
    /// <returns>How many values are not finite.</returns>
    private static long Decode<TScale>(TScale scale, float* x, PixelCoding coding, byte* pixels, int count)
        where TScale : struct, IPixelScale
    {
        var half = Vector512.Create(0.5f);
        var last = Vector512.Create(coding.Levels - 0.5f);
        var error = Vector512.Create(scale.DecodeError);
        var broken = 0L;
        for (var i = 0; i < count; i += Lanes.Width)
        {
            var value = Lanes.Load(x + i, count - i);
            var isFinite = Vector512.LessThanOrEqual(Vector512.Abs(value), Vector512.Create(float.MaxValue));

            // Inside the first and the last half bin there is no edge to be near to, nor beyond them.
            var level = Vector512.Min(Vector512.Max(scale.Decode(value), half), last);
            var distance = Vector512.Abs(level - Vector512.Floor(level + half));
            var isSure = Vector512.GreaterThan(distance, error);
            Lanes.StoreBytes(Vector512.ConvertToInt32(level) & isFinite.AsInt32(), pixels + i, count - i);
            broken += Lanes.Width - BitOperations.PopCount(isFinite.ExtractMostSignificantBits());
            for (var doubts = (isFinite & ~isSure).ExtractMostSignificantBits(); doubts != 0; doubts &= doubts - 1)
            {
                var lane = i + BitOperations.TrailingZeroCount(doubts);
                if (lane < count)
                {
                    pixels[lane] = TScale.Decode(x[lane], coding);
                }
            }
        }

        return broken;
    }
}
