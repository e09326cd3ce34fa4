using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FlowCore.Random;

namespace FlowCore.Evaluation;

/// <summary>
/// The directions of slices: groups of orthonormal vectors, each of which is uniform on the sphere by itself. They are standard
/// normal vectors made orthonormal in their order (modified Gram–Schmidt). Orthogonal directions repeat nothing of each other, and
/// a group of D of them is a basis, over which squares of projections add up to the square of the whole (Rowland et al.,
/// "Orthogonal estimation of Wasserstein distances", AISTATS 2019).
/// </summary>
internal static class SliceDirections
{
    private const int Least = 128;
    private const int LeastInGroup = 16;
    private const int MostInGroup = 1024;

    // 32 MiB while they are made orthogonal.
    private const int MostNumbers = 1 << 22;

    /// <summary>
    /// <c>K = g·k</c> directions: <c>k = min(D, 1024, max(16, 2²²/D))</c> in each of the <c>g = ⌈128/k⌉</c> groups.
    /// </summary>
    /// <param name="dimensions">D.</param>
    /// <param name="seed">Seeds them: direction i of a group depends on it, on the group and on those before it.</param>
    /// <param name="threads">How many threads may work; the result does not depend on it.</param>
    /// <returns><c>[K][D]</c>.</returns>
    public static float[][] Draw(int dimensions, ulong seed, ParallelOptions threads)
    {
        var size = Math.Min(dimensions, Math.Clamp(MostNumbers / dimensions, LeastInGroup, MostInGroup));
        var groups = (Least + size - 1) / size;
        return [.. Enumerable.Range(0, groups).SelectMany(group => Group(dimensions, size, seed, (uint)group, threads))];
    }

    private static float[][] Group(int dimensions, int size, ulong seed, uint group, ParallelOptions threads)
    {
        var vectors = new double[size][];
        Parallel.For(0, size, threads, i => vectors[i] = Normals(dimensions, seed, group, (uint)i));
        for (var i = 0; i < size; i++)
        {
            var unit = vectors[i];
            AddScaled(unit, unit, (1 / Math.Sqrt(Dot(unit, unit))) - 1);
            Parallel.For(i + 1, size, threads, j => AddScaled(vectors[j], unit, -Dot(unit, vectors[j])));
        }

        return [.. vectors.Select(vector => Array.ConvertAll(vector, number => (float)number))];
    }

    private static double[] Normals(int dimensions, ulong seed, uint group, uint index)
    {
        var sequence = new PhiloxSequence(new RandomKey(seed, RandomStream.SliceDirections, group), index);
        var vector = new double[dimensions];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = sequence.NextNormal();
        }

        return vector;
    }

    private static double Dot(double[] a, double[] b)
    {
        var left = Vectors(a);
        var right = Vectors(b);
        var sums = Vector512<double>.Zero;
        for (var i = 0; i < left.Length; i++)
        {
            sums += left[i] * right[i];
        }

        var sum = Vector512.Sum(sums);
        for (var i = left.Length * Vector512<double>.Count; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary><c>to += scale·of</c>.</summary>
    private static void AddScaled(double[] to, double[] of, double scale)
    {
        var sums = MemoryMarshal.Cast<double, Vector512<double>>(to.AsSpan());
        var terms = Vectors(of);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += terms[i] * scale;
        }

        for (var i = sums.Length * Vector512<double>.Count; i < to.Length; i++)
        {
            to[i] += of[i] * scale;
        }
    }

    private static ReadOnlySpan<Vector512<double>> Vectors(double[] numbers) =>
        MemoryMarshal.Cast<double, Vector512<double>>(numbers.AsSpan());
}
