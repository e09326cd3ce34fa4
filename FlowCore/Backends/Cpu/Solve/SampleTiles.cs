using System.Runtime.CompilerServices;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>Samples into lanes and back, a square of samples × pixels at a time.</summary>
internal static unsafe class SampleTiles<TVector>
    where TVector : struct, ILaneVector<TVector>
{
    /// <summary>Rows of samples into <c>[pixel, lane]</c>; lanes without a sample are zero.</summary>
    /// <param name="from">The first pixel of the first sample.</param>
    /// <param name="sampleStride">Floats from a sample to the next.</param>
    /// <param name="samples">Samples, at most a vector's lanes.</param>
    /// <param name="pixels">Pixels.</param>
    /// <param name="to">The first pixel's vector.</param>
    /// <param name="pixelStride">Floats from a pixel's vector to the next.</param>
    public static void Load(float* from, long sampleStride, int samples, int pixels, float* to, long pixelStride)
    {
        var width = TVector.Width;
        for (var p = 0; p < pixels; p += width)
        {
            var count = Math.Min(width, pixels - p);
            if (samples == width && count == width)
            {
                TVector.Transpose(from + p, sampleStride, to + (p * pixelStride), pixelStride);
            }
            else
            {
                LoadPartial(from + p, sampleStride, samples, count, to + (p * pixelStride), pixelStride);
            }
        }
    }

    /// <summary>The way back; what has no sample is not written.</summary>
    public static void Store(float* from, long pixelStride, int samples, int pixels, float* to, long sampleStride)
    {
        var width = TVector.Width;
        for (var p = 0; p < pixels; p += width)
        {
            var count = Math.Min(width, pixels - p);
            if (samples == width && count == width)
            {
                TVector.Transpose(from + (p * pixelStride), pixelStride, to + p, sampleStride);
            }
            else
            {
                StorePartial(from + (p * pixelStride), pixelStride, samples, count, to + p, sampleStride);
            }
        }
    }

    private static void LoadPartial(float* from, long sampleStride, int samples, int pixels, float* to, long pixelStride)
    {
        var width = TVector.Width;
        var tile = stackalloc float[width * width];
        Unsafe.InitBlockUnaligned(tile, 0, (uint)(width * width * sizeof(float)));
        CopyRows(from, sampleStride, samples, pixels, tile, width);
        TVector.Transpose(tile, width, tile, width);
        CopyRows(tile, width, pixels, width, to, pixelStride);
    }

    private static void StorePartial(float* from, long pixelStride, int samples, int pixels, float* to, long sampleStride)
    {
        var width = TVector.Width;
        var tile = stackalloc float[width * width];
        CopyRows(from, pixelStride, pixels, width, tile, width);
        TVector.Transpose(tile, width, tile, width);
        CopyRows(tile, width, samples, pixels, to, sampleStride);
    }

    private static void CopyRows(float* from, long fromStride, int rows, int count, float* to, long toStride)
    {
        for (var row = 0; row < rows; row++)
        {
            // Masked stores are slow where they are not AVX-512's: only the end of an image needs them.
            if (count == TVector.Width)
            {
                TVector.Load(from).Store(to);
            }
            else
            {
                Lanes.Store(Lanes.Load(from, count), to, count);
            }

            from += fromStride;
            to += toStride;
        }
    }
}
