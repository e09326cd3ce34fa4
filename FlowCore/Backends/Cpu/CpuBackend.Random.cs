using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;
using FlowCore.Random;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void FillNormal(Tensor x, RandomKey key, ReadOnlySpan<int> ids, double scale)
    {
        fixed (int* pinned = ids)
        {
            var images = pinned;
            var to = Pointer(x);
            var (size, samples) = (x.Shape.Plane, x.Shape.Batch);
            var draw = new NormalDraw((float)scale);
            ForPlanes(x.Shape, plane =>
            {
                var (c, n) = Math.DivRem(plane, samples);
                Draw(draw, key, (uint)images[n], c * size, to + (plane * size), size);
            });
        }
    }

    /// <summary>The draws of an image's elements from <paramref name="first"/>, whatever their place in a block of its stream.</summary>
    private static void Draw<TDraw>(TDraw draw, RandomKey key, uint image, long first, float* values, int count)
        where TDraw : struct, IDraw
    {
        const int AtOnce = 32;
        var buffer = stackalloc float[AtOnce];
        var (block, phase) = Math.DivRem(first, 4);
        for (var i = -(int)phase; i < count; i += AtOnce)
        {
            var (even, odd) = draw.From(Philox.Blocks(key, image, (uint)block));
            block += AtOnce / 4;
            if (i >= 0 && i <= count - AtOnce)
            {
                Lanes.StoreInterleaved(even, odd, values + i);
                continue;
            }

            Lanes.StoreInterleaved(even, odd, buffer);
            var start = Math.Max(i, 0);
            var length = Math.Min(i + AtOnce, count) - start;
            new ReadOnlySpan<float>(buffer + start - i, length).CopyTo(new Span<float>(values + start, length));
        }
    }

    /// <summary>Draws from random bits, which are in the order of <see cref="Philox.Blocks(RandomKey, uint, uint)"/>.</summary>
    private interface IDraw
    {
        (Vector512<float> Even, Vector512<float> Odd) From((Vector512<uint> Even, Vector512<uint> Odd) words);
    }

    private readonly struct UniformDraw : IDraw
    {
        public (Vector512<float> Even, Vector512<float> Odd) From((Vector512<uint> Even, Vector512<uint> Odd) words) =>
            (Philox.Uniform(words.Even), Philox.Uniform(words.Odd));
    }

    private readonly struct NormalDraw(float scale) : IDraw
    {
        public (Vector512<float> Even, Vector512<float> Odd) From((Vector512<uint> Even, Vector512<uint> Odd) words)
        {
            var (first, second) = Philox.Normals(words.Even, words.Odd);
            return (first * scale, second * scale);
        }
    }
}
