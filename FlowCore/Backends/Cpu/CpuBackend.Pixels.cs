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
            EncodePixels(new LogitScale(coding), coding, pixels, ids, dequantization, x, logDet);
        }
        else
        {
            EncodePixels(new LinearScale(coding), coding, pixels, ids, dequantization, x, logDet);
        }
    }

    /// <inheritdoc/>
    public long DecodePixels(Tensor x, PixelCoding coding, Span<byte> pixels) => coding.Scale == PixelScale.Logit
        ? DecodePixels<LogitScale>(x, coding, pixels)
        : DecodePixels<LinearScale>(x, coding, pixels);

    private long DecodePixels<TScale>(Tensor x, PixelCoding coding, Span<byte> pixels)
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
                    ref broken, Decode<TScale>(from + (plane * size), coding, host + (((n * channels) + c) * size), size));
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
        var integers = stackalloc float[Lanes.Width];
        var offsets = stackalloc float[Lanes.Width];
        new Span<float>(offsets, Lanes.Width).Fill((float)dequantization.Offset);
        var sum = default(LaneSum);
        for (var i = 0; i < count; i += Lanes.Width)
        {
            var lanes = Math.Min(Lanes.Width, count - i);
            for (var lane = 0; lane < lanes; lane++)
            {
                integers[lane] = pixels[i + lane];
            }

            if (dequantization.Key is { } key)
            {
                Draw(default(UniformDraw), key, image, first + i, offsets, lanes);
            }

            var (coded, logSlope) = scale.Encode(Vector512.Load(integers), Vector512.Load(offsets));
            Lanes.Store(coded, x + i, count - i);
            sum.Add(logSlope, count - i);
        }

        return sum.Total;
    }

    /// <summary>One plane.</summary>
    /// <returns>How many values are not finite.</returns>
    private static long Decode<TScale>(float* x, PixelCoding coding, byte* pixels, int count)
        where TScale : struct, IPixelScale
    {
        var broken = 0L;
        for (var i = 0; i < count; i++)
        {
            var isFinite = float.IsFinite(x[i]);
            broken += isFinite ? 0 : 1;
            pixels[i] = isFinite ? TScale.Decode(x[i], coding) : (byte)0;
        }

        return broken;
    }
}
