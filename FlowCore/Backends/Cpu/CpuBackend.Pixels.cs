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
            EncodePixels(new LogitScale(coding), pixels, ids, dequantization, x, logDet);
        }
        else
        {
            EncodePixels(new LinearScale(coding), pixels, ids, dequantization, x, logDet);
        }
    }

    /// <inheritdoc/>
    public long DecodePixels(Tensor x, PixelCoding coding, Span<byte> pixels)
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
                Interlocked.Add(ref broken, Decode(from + (plane * size), coding, host + (((n * channels) + c) * size), size));
            });
            return broken;
        }
    }

    private void EncodePixels<TScale>(
        TScale scale, ReadOnlySpan<byte> pixels, ReadOnlySpan<int> ids, Dequantization dequantization, Tensor x, Tensor logDet)
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
            var constant = (double)channels * size * scale.LogSlope;
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

    /// <summary>One plane, in double: a float near 1 would not tell the last bins apart.</summary>
    /// <returns>How many values are not finite.</returns>
    private static long Decode(float* x, PixelCoding coding, byte* pixels, int count)
    {
        var broken = 0L;
        for (var i = 0; i < count; i++)
        {
            if (!float.IsFinite(x[i]))
            {
                broken++;
                pixels[i] = 0;
                continue;
            }

            var unit = coding.Scale == PixelScale.Logit
                ? ((1.0 / (1.0 + Math.Exp(-(double)x[i]))) - coding.Alpha) / (1.0 - (2.0 * coding.Alpha))
                : x[i] + 0.5;
            pixels[i] = (byte)Math.Clamp(Math.Floor(unit * coding.Levels), 0.0, coding.Levels - 1.0);
        }

        return broken;
    }
}
