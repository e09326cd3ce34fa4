using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FlowCore.Evaluation;

/// <summary>
/// The sliced Wasserstein distance of order 2 between two sets of points of D coordinates (Rabin, Peyré, Delon and Bernot,
/// "Wasserstein barycenter and its application to texture mixing", SSVM 2011):
/// <c>SW(A, B)² = (1/K)·Σ_k ∫₀¹ (F_k⁻¹(q) − G_k⁻¹(q))² dq</c>, where <c>F_k⁻¹</c> is the quantile function of <c>⟨θ_k, a⟩</c> over the points
/// of A, <c>G_k⁻¹</c> that over the points of B, and <c>θ_k</c> are random unit vectors, orthonormal in groups. It is in the unit
/// of a coordinate, whatever D: where a group is a basis (D up to 1,024), a set and its shift by δ are <c>‖δ‖/√D</c> apart, so those
/// by the same number in each coordinate are that number apart. It does not depend on the order of points, nor on threads.
/// </summary>
public sealed class SlicedWasserstein
{
    private readonly float[][] _directions;
    private readonly ParallelOptions _threads;

    /// <summary>The distance of a seed: all that are to be compared need the same one.</summary>
    /// <param name="dimensions">D, coordinates of a point, 1 or more.</param>
    /// <param name="seed">Seeds the directions.</param>
    /// <param name="threads">Threads to use; 0 for one a core.</param>
    /// <exception cref="ShapeException">There is no coordinate.</exception>
    public SlicedWasserstein(int dimensions, ulong seed = 0, int threads = 0)
    {
        if (dimensions < 1)
        {
            throw new ShapeException("SlicedWasserstein", "1 coordinate or more", $"{dimensions}");
        }

        _threads = new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? -1 : threads };
        _directions = SliceDirections.Draw(dimensions, seed, _threads);
        Dimensions = dimensions;
    }

    /// <summary>D, coordinates of a point.</summary>
    public int Dimensions { get; }

    /// <summary>K, how many directions there are.</summary>
    public int Directions => _directions.Length;

    /// <summary>SW(A, B), which is NaN if a coordinate is.</summary>
    /// <param name="a"><c>[N, D]</c>, at least one point.</param>
    /// <param name="b"><c>[M, D]</c>, at least one point; M need not be N.</param>
    /// <exception cref="ShapeException">There is no point in a set, or a part of one.</exception>
    public double Distance(ReadOnlyMemory<float> a, ReadOnlyMemory<float> b)
    {
        var (left, right) = (Count(a), Count(b));
        var squares = new double[Directions];
        Parallel.For(
            0,
            Directions,
            _threads,
            () => (Left: new float[left], Right: new float[right]),
            (k, _, slices) =>
            {
                Slice(a.Span, _directions[k], slices.Left);
                Slice(b.Span, _directions[k], slices.Right);
                squares[k] = SquareOfSorted(slices.Left, slices.Right);
                return slices;
            },
            _ => { });
        return Math.Sqrt(squares.Sum() / Directions);
    }

    private int Count(ReadOnlyMemory<float> points) => points.Length > 0 && points.Length % Dimensions == 0
        ? points.Length / Dimensions
        : throw new ShapeException(
            "SlicedWasserstein.Distance", $"points of {Dimensions} numbers, at least one", $"{points.Length} numbers");

    /// <summary>The projections of points on a direction, sorted.</summary>
    private static void Slice(ReadOnlySpan<float> points, float[] direction, float[] slice)
    {
        for (var i = 0; i < slice.Length; i++)
        {
            slice[i] = Dot(points.Slice(i * direction.Length, direction.Length), direction);
        }

        Array.Sort(slice);
    }

    private static float Dot(ReadOnlySpan<float> point, ReadOnlySpan<float> direction)
    {
        var left = MemoryMarshal.Cast<float, Vector512<float>>(point);
        var right = MemoryMarshal.Cast<float, Vector512<float>>(direction);
        var (even, odd) = (Vector512<float>.Zero, Vector512<float>.Zero);
        var i = 0;
        for (; i + 1 < left.Length; i += 2)
        {
            even += left[i] * right[i];
            odd += left[i + 1] * right[i + 1];
        }

        if (i < left.Length)
        {
            even += left[i] * right[i];
        }

        var sum = Vector512.Sum(even + odd);
        for (i = left.Length * Vector512<float>.Count; i < point.Length; i++)
        {
            sum += point[i] * direction[i];
        }

        return sum;
    }

    /// <summary>
    /// <c>∫₀¹ (F⁻¹(q) − G⁻¹(q))² dq</c> of two sorted samples: quantile functions are steps, each sample's of equal width, so that the
    /// integral is a sum over the pieces between the ends of both, which are counted in units of <c>1/(N·M)</c>.
    /// </summary>
    private static double SquareOfSorted(float[] left, float[] right)
    {
        var (n, m) = ((long)left.Length, (long)right.Length);
        var (sum, at) = (0.0, 0L);
        for (var (i, j) = (0, 0); i < n && j < m;)
        {
            var end = Math.Min((i + 1) * m, (j + 1) * n);
            var difference = (double)left[i] - right[j];
            sum += (end - at) * (difference * difference);
            at = end;
            i += (i + 1) * m == end ? 1 : 0;
            j += (j + 1) * n == end ? 1 : 0;
        }

        return sum / n / m;
    }
}
