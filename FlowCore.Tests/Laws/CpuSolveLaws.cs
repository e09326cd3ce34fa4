using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Tensors;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>
/// What the solve on the CPU promises beyond its numbers: it walks many samples pixel by pixel and few by diagonals, in
/// vectors of its own width, and none of that can be told from a sample's bits.
/// </summary>
public sealed class CpuSolveLaws
{
    private const ulong Seed = 29;
    private const int MostSamples = 100;

    private static readonly int[] Batches = [1, 2, 3, 4, 7, 8, 15, 16, 17, 33, MostSamples];

    // Diagonals within a vector and longer, rows and columns without any, kernels larger than the image, and images that
    // are solved in several blocks of rows, of which the last is short or each is one row.
    private static readonly (int Height, int Width)[] Sizes = [(1, 1), (1, 9), (9, 1), (2, 3), (7, 4), (4, 19), (18, 17)];

    private static readonly Dictionary<string, MaskedShape> Shapes =
        (from q in (int[])[1, 2, 3, 5, 11, 12, 13]
         from kernel in ((int, int)[])[(1, 1), (3, 3), (2, 3), (5, 5)]
         from image in Sizes
         where q < 4 || image.Height * image.Width < 30 || (kernel is (2, 3) && q > 5)
         select new MaskedShape(
             kernel.Item1, kernel.Item2, q, OrientationExtensions.All, image.Height, image.Width, MostSamples))
        .Append(new(4, 2, 13, [Orientation.BottomRight], 7, 90, 17))
        .ToDictionary(s => s.ToString());

    /// <summary>Groups × kernels × images, with vectors of each width.</summary>
    public static IEnumerable<object[]> Rows { get; } =
        from bits in VectorWidths.All from name in Shapes.Keys select new object[] { bits, name };

    /// <summary>The widths.</summary>
    public static TheoryData<int> Widths { get; } = new(VectorWidths.All);

    private delegate void Solver(Tensor from, Tensor folded, ImmutableArray<Orientation> orientations, Tensor to);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_sample_has_the_same_bits_in_every_batch(int bits, string name)
    {
        var s = Shapes[name];
        SameInEveryBatch(bits, s, Numbers(s), MaskedTaps.Folded(s, Seed, s.Scale));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Zeros_keep_their_sign_in_every_batch(int bits)
    {
        // Right sides and taps of zeros of either sign only: a sum with one zero too few shows in the sign of its result.
        foreach (var q in (int[])[1, 3, 13])
        {
            var s = new MaskedShape(3, 3, q, OrientationExtensions.All, 5, 6, MostSamples);
            SameInEveryBatch(bits, s, Zeros(Numbers(s)), Zeros(TestTensors.Draw(s.Taps.Count, Seed)));
        }

        static double[] Zeros(double[] numbers) => [.. numbers.Select(x => Math.CopySign(0.0, x))];
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void What_is_not_finite_spreads_alike_in_every_batch(int bits)
    {
        var s = new MaskedShape(3, 3, 3, OrientationExtensions.All, 6, 5, MostSamples);
        foreach (var value in (double[])[double.PositiveInfinity, double.NaN])
        {
            var (numbers, taps) = (Numbers(s), MaskedTaps.Folded(s, Seed, s.Scale));
            var one = numbers.ToArray();
            one[one.Length / 2] = value;
            SameInEveryBatch(bits, s, one, taps);
            taps[^1] = value;
            SameInEveryBatch(bits, s, numbers, taps);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Solves_undo_the_convolution_and_its_transpose(int bits, string name)
    {
        using var backend = VectorWidths.Backend(bits);
        var s = Shapes[name];
        var tolerance = Tolerance.Solve(s.Terms).Relative;
        using var taps = TestTensors.From(backend, s.Taps, MaskedTaps.Assembled(s, Seed, s.Scale));
        using var folded = backend.Allocate(s.Taps);
        backend.FoldTaps(taps, folded);
        foreach (var samples in (int[])[1, 17])
        {
            var shape = Images(s, samples);
            var numbers = TestTensors.Draw(shape.Count, Seed, 1, 1);
            using var x = TestTensors.From(backend, shape, numbers);
            using var y = backend.Allocate(shape);
            backend.MaskedConvolve(x, taps, s.Orientations, y);
            backend.MaskedSolve(y, folded, s.Orientations, y);
            Expect.Close(numbers, TestTensors.ReadDoubles(backend, y), tolerance, $"{s}, {samples} samples", Seed);

            backend.MaskedConvolveInputGradient(x, taps, s.Orientations, y, accumulate: false);
            backend.MaskedSolveTransposed(y, folded, s.Orientations, y);
            Expect.Close(
                numbers, TestTensors.ReadDoubles(backend, y), tolerance, $"{s}, {samples} samples, transposed", Seed);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Without_samples_nothing_is_solved(int bits)
    {
        using var backend = VectorWidths.Backend(bits);
        var s = new MaskedShape(3, 3, 3, OrientationExtensions.All, 4, 5, 0);
        using var folded = TestTensors.From(backend, s.Taps, MaskedTaps.Folded(s, Seed, s.Scale));
        using var nothing = backend.Allocate(Images(s, 0));
        foreach (var solve in Solvers(backend))
        {
            solve(nothing, folded, s.Orientations, nothing);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_steady_solve_takes_no_new_memory(int bits)
    {
        using var backend = VectorWidths.Backend(bits);
        var s = new MaskedShape(3, 3, 3, OrientationExtensions.All, 8, 8, MostSamples);
        using var folded = TestTensors.From(backend, s.Taps, MaskedTaps.Folded(s, Seed, s.Scale));
        using var y = TestTensors.From(backend, Images(s, s.Samples), Numbers(s));
        Solve();
        var (native, before) = (backend.MemoryBytes, GC.GetAllocatedBytesForCurrentThread());
        const int Calls = 10;
        for (var i = 0; i < Calls; i++)
        {
            Solve();
        }

        Assert.Equal(native, backend.MemoryBytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Calls * 4096);

        void Solve()
        {
            backend.MaskedSolve(y, folded, s.Orientations, y);
            backend.MaskedSolveTransposed(y, folded, s.Orientations, y);
        }
    }

    private static Solver[] Solvers(CpuBackend backend) => [backend.MaskedSolve, backend.MaskedSolveTransposed];

    private static Shape Images(MaskedShape s, int samples) => new(s.Channels, samples, s.Height, s.Width);

    private static double[] Numbers(MaskedShape s) => TestTensors.Draw(Images(s, s.Samples).Count, Seed, 1, 2);

    /// <summary>Solves ever more of the last samples: they lie in other lanes each time.</summary>
    private static void SameInEveryBatch(int bits, MaskedShape s, double[] numbers, double[] taps)
    {
        using var backend = VectorWidths.Backend(bits);
        var all = Images(s, s.Samples);
        using var folded = TestTensors.From(backend, s.Taps, taps);
        foreach (var solve in Solvers(backend))
        {
            var expected = Run(s.Samples);
            foreach (var samples in Batches.Where(n => n < s.Samples))
            {
                Expect.Same(Last(expected, all, samples), Run(samples), $"{s}, {solve.Method.Name} of {samples}", Seed);
            }

            double[] Run(int samples)
            {
                using var from = TestTensors.From(backend, Images(s, samples), Last(numbers, all, samples));
                using var to = backend.Allocate(Images(s, samples));
                solve(from, folded, s.Orientations, to);
                return TestTensors.ReadDoubles(backend, to);
            }
        }
    }

    /// <summary>The last samples of every channel.</summary>
    private static double[] Last(double[] numbers, Shape shape, int samples)
    {
        var length = samples * shape.Plane;
        var last = new double[shape.Channels * length];
        for (var c = 0; c < shape.Channels; c++)
        {
            Array.Copy(numbers, ((c + 1) * shape.Columns) - length, last, c * length, length);
        }

        return last;
    }
}
