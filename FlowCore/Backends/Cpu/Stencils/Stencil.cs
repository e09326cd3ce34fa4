using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Stencils;

/// <summary>
/// The neighbours that a convolution reads, over planes of <c>N·H·W</c> consecutive pixels: tap τ of pixel p is pixel
/// <c>p + Offset(τ)</c>, or zero where that would leave the image. The zeros come from a mask that repeats with each
/// image, so that borders cost one AND a vector and rows need no padding in memory.
/// </summary>
internal sealed unsafe class Stencil
{
    /// <summary>Vectors that may be loaded one after the other from any pixel on, past the end of an image.</summary>
    public const int MostVectors = 4;

    private const int MaskSlack = MostVectors * Lanes.Width;

    private readonly int[] _masks;

    /// <summary>A stencil over images of H×W.</summary>
    public Stencil(int height, int width, StencilShape shape)
    {
        (Height, Width, Plane, Taps) = (height, width, height * width, shape.Taps);
        (int Dy, int Dx)[] taps = [.. Enumerable.Range(0, Taps).Select(shape.Tap)];
        Offsets = Array.ConvertAll(taps, tap => (tap.Dy * width) + tap.Dx);
        Reach = Offsets.Max(Math.Abs);
        MaskStride = Plane + MaskSlack;

        // Pinned, so that a pointer into it may be kept.
        _masks = GC.AllocateArray<int>(taps.Length * MaskStride, pinned: true);
        for (var tap = 0; tap < taps.Length; tap++)
        {
            for (var j = 0; j < MaskStride; j++)
            {
                var (row, column) = Math.DivRem(j % Plane, width);
                var inside = (uint)(row + taps[tap].Dy) < (uint)height && (uint)(column + taps[tap].Dx) < (uint)width;
                _masks[(tap * MaskStride) + j] = inside ? -1 : 0;
            }
        }

        Masks = (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_masks));
    }

    public int Height { get; }

    public int Width { get; }

    public int Plane { get; }

    public int Taps { get; }

    /// <summary>Pixels from p to its tap, by tap.</summary>
    public int[] Offsets { get; }

    /// <summary>The largest distance of an offset.</summary>
    public int Reach { get; }

    /// <summary>All bits set where the tap lies inside the image, <c>[tap, MaskStride]</c> by pixel of the image.</summary>
    public int* Masks { get; }

    public int MaskStride { get; }

    /// <summary>
    /// A vector of tap τ from pixel p of a plane on; <paramref name="phase"/> is p modulo the image. Nothing outside
    /// 0 … columns−1 is read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Load(float* plane, long columns, int tap, long p, int phase)
    {
        var from = p + Offsets[tap];
        return from >= 0 && from <= columns - Lanes.Width
            ? Vector512.Load(plane + from) & Vector512.Load(Masks + (tap * MaskStride) + phase).AsSingle()
            : LoadAtEnd(plane, columns, tap, p, phase);
    }

    /// <summary>The phase of the next vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Advance(int phase)
    {
        phase += Lanes.Width;
        return phase < Plane ? phase : phase % Plane;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Vector512<float> LoadAtEnd(float* plane, long columns, int tap, long p, int phase)
    {
        var lanes = stackalloc float[Lanes.Width];
        var from = p + Offsets[tap];
        for (var lane = 0; lane < Lanes.Width; lane++)
        {
            var readable = from + lane >= 0 && from + lane < columns;
            lanes[lane] = readable && Masks[(tap * MaskStride) + phase + lane] != 0 ? plane[from + lane] : 0f;
        }

        return Vector512.Load(lanes);
    }
}
