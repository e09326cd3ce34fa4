using System.Runtime.CompilerServices;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>Samples into lanes and back, a square of samples × pixels at a time.</summary>
internal static unsafe class SampleTiles<TVector>
    where TVector : struct, ILaneVector<TVector>
{
    /// <summary>Rows of samples into <c>[pixel, lane]</c>; lanes without a sample are zero.</summary>
    /// <param name="from">The first pixel of the first sample.</param>
    /// <param name="sampleStep">Floats from a sample to the next.</param>
    /// <param name="samples">Samples, at most a vector's lanes.</param>
    /// <param name="pixels">Pixels.</param>
    /// <param name="to">The first pixel's vector.</param>
    /// <param name="pixelStep">Floats from a pixel's vector to the next.</param>
    public static void Load(float* from, long sampleStep, int samples, int pixels, float* to, long pixelStep)
    {
        var width = TVector.Width;
        for (var p = 0; p < pixels; p += width)
        {
            var count = Math.Min(width, pixels - p);
            if (samples == width && count == width)
            {
                TVector.Transpose(from + p, sampleStep, to + (p * pixelStep), pixelStep);
            }
            else
            {
                LoadPart(from + p, sampleStep, samples, count, to + (p * pixelStep), pixelStep);
            }
        }
    }

    /// <summary>The way back; what has no sample is not written.</summary>
    public static void Store(float* from, long pixelStep, int samples, int pixels, float* to, long sampleStep)
    {
        var width = TVector.Width;
        for (var p = 0; p < pixels; p += width)
        {
            var count = Math.Min(width, pixels - p);
            if (samples == width && count == width)
            {
                TVector.Transpose(from + (p * pixelStep), pixelStep, to + p, sampleStep);
            }
            else
            {
                StorePart(from + (p * pixelStep), pixelStep, samples, count, to + p, sampleStep);
            }
        }
    }

    private static void LoadPart(float* from, long sampleStep, int samples, int pixels, float* to, long pixelStep)
    {
        var width = TVector.Width;
        var tile = stackalloc float[width * width];
        Unsafe.InitBlockUnaligned(tile, 0, (uint)(width * width * sizeof(float)));
        CopyRows(from, sampleStep, samples, pixels, tile, width);
        TVector.Transpose(tile, width, tile, width);
        CopyRows(tile, width, pixels, width, to, pixelStep);
    }

    private static void StorePart(float* from, long pixelStep, int samples, int pixels, float* to, long sampleStep)
    {
        var width = TVector.Width;
        var tile = stackalloc float[width * width];
        CopyRows(from, pixelStep, pixels, width, tile, width);
        TVector.Transpose(tile, width, tile, width);
        CopyRows(tile, width, samples, pixels, to, sampleStep);
    }

    private static void CopyRows(float* from, long fromStep, int rows, int count, float* to, long toStep)
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

            from += fromStep;
            to += toStep;
        }
    }
}
