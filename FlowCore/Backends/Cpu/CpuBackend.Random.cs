using System.Runtime.Intrinsics;
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

    /// <summary>The draws of an image's elements from <paramref name="first"/>, four in each block of its stream.</summary>
    private static void Draw<TDraw>(TDraw draw, RandomKey key, uint image, long first, float* values, int count)
        where TDraw : struct, IDraw
    {
        for (var i = 0; i < count;)
        {
            var (block, lane) = Math.DivRem(first + i, Vector128<float>.Count);
            var four = draw.From(Philox.Block(key, image, (uint)block));
            for (; lane < Vector128<float>.Count && i < count; lane++)
            {
                values[i++] = four[(int)lane];
            }
        }
    }

    /// <summary>Four draws from a block of random bits.</summary>
    private interface IDraw
    {
        Vector128<float> From(PhiloxBlock block);
    }

    private readonly struct UniformDraw : IDraw
    {
        public Vector128<float> From(PhiloxBlock block) => Vector128.Create(
            Philox.Uniform(block.X), Philox.Uniform(block.Y), Philox.Uniform(block.Z), Philox.Uniform(block.W));
    }

    private readonly struct NormalDraw(float scale) : IDraw
    {
        public Vector128<float> From(PhiloxBlock block)
        {
            var (first, second) = Philox.Normals(block.X, block.Y);
            var (third, fourth) = Philox.Normals(block.Z, block.W);
            return Vector128.Create(first, second, third, fourth) * scale;
        }
    }
}
