using FlowCore.Backends;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>The reference's masked convolution and its solves against dense linear algebra.</summary>
public sealed class ReferenceSolveLaws : IDisposable
{
    // Taps that sum to below ½ keep the matrix's condition below 3: what is left is double rounding.
    private const double Rounding = 1e-12;

    private readonly ReferenceBackend _backend = new();

    /// <summary>The shapes whose dense matrix is small.</summary>
    public static TheoryData<string> Shapes { get; } =
        new(MaskedShape.All.Where(s => s.Channels * s.Height * s.Width <= 400).Select(s => s.ToString()));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Solves_are_those_of_the_dense_matrix(string name)
    {
        var s = MaskedShape.All.Single(s => s.ToString() == name);
        const ulong Seed = 11;
        var taps = TestTensors.From(_backend, s.Taps, MaskedTaps.Assembled(s, Seed, s.Scale));
        var folded = _backend.Allocate(s.Taps);
        _backend.FoldTaps(taps, folded);
        var dense = Dense(s, taps);
        Expect.Close(1, dense.Determinant(), Rounding, $"{name}: determinant", Seed);

        var y = TestTensors.Draw(dense.RowCount, Seed, 1, 1);
        Expect.Close(
            [.. dense.Solve(Vector<double>.Build.Dense(y))],
            Apply(s, y, (from, to) => _backend.MaskedSolve(from, folded, s.Orientations, to)),
            Rounding, $"{name}: solve", Seed);
        Expect.Close(
            [.. dense.Transpose().Solve(Vector<double>.Build.Dense(y))],
            Apply(s, y, (from, to) => _backend.MaskedSolveTransposed(from, folded, s.Orientations, to)),
            Rounding, $"{name}: transposed solve", Seed);
        Expect.Close(
            [.. dense.TransposeThisAndMultiply(Vector<double>.Build.Dense(y))],
            Apply(s, y, (from, to) => _backend.MaskedConvolveInputGradient(from, taps, s.Orientations, to, accumulate: false)),
            Rounding, $"{name}: input gradient", Seed);
    }

    [Fact]
    public void Solves_undo_the_convolution_and_are_adjoint_for_any_shape()
    {
        var sizes =
            from kernel in Gen.Choose(1, 4).Two()
            from image in Gen.Choose(1, 6).Two()
            from q in Gen.Choose(1, 4)
            from orientations in Gen.Elements(Enum.GetValues<Orientation>()).NonEmptyListOf()
            from samples in Gen.Choose(1, 3)
            select new MaskedShape(
                kernel.Item1, kernel.Item2, q, [.. orientations.Take(4)], image.Item1, image.Item2, samples);
        var cases = sizes.Zip(Gen.Choose(0, int.MaxValue), (s, seed) => (Shape: s, Seed: (ulong)seed));
        Prop.ForAll(cases.ToArbitrary(), c => UndoesAndIsAdjoint(c.Shape, c.Seed)).QuickCheckThrowOnFailure();
    }

    public void Dispose() => _backend.Dispose();

    private void UndoesAndIsAdjoint(MaskedShape s, ulong seed)
    {
        var taps = TestTensors.From(_backend, s.Taps, MaskedTaps.Assembled(s, seed, s.Scale));
        var folded = _backend.Allocate(s.Taps);
        _backend.FoldTaps(taps, folded);
        var images = new Shape(s.Channels, s.Samples, s.Height, s.Width);
        var x = TestTensors.Random(_backend, images, seed + 1);
        var g = TestTensors.Random(_backend, images, seed + 2);
        var (y, back, u) = (_backend.Allocate(images), _backend.Allocate(images), _backend.Allocate(images));
        _backend.MaskedConvolve(x, taps, s.Orientations, y);
        _backend.MaskedSolve(y, folded, s.Orientations, back);
        Expect.Close(TestTensors.ReadDoubles(_backend, x), TestTensors.ReadDoubles(_backend, back), Rounding, $"{s}", seed);

        _backend.MaskedSolveTransposed(g, folded, s.Orientations, u);
        Expect.Close(Dot(g, back), Dot(u, y), Rounding * images.Count, $"⟨g, K⁻¹y⟩ = ⟨K⁻ᵀg, y⟩ of {s}", seed);
    }

    private double Dot(Tensor a, Tensor b) =>
        Numbers.Dot(TestTensors.ReadDoubles(_backend, a), TestTensors.ReadDoubles(_backend, b));

    /// <summary>K of one sample, column by column from unit vectors.</summary>
    private Matrix<double> Dense(MaskedShape s, Tensor taps)
    {
        var size = s.Channels * s.Height * s.Width;
        var columns = Enumerable.Range(0, size).Select(i =>
        {
            var unit = new double[size];
            unit[i] = 1;
            return Apply(s, unit, (from, to) => _backend.MaskedConvolve(from, taps, s.Orientations, to));
        });
        return Matrix<double>.Build.DenseOfColumnArrays(columns);
    }

    private double[] Apply(MaskedShape s, double[] numbers, Action<Tensor, Tensor> map)
    {
        var shape = new Shape(s.Channels, 1, s.Height, s.Width);
        using var from = TestTensors.From(_backend, shape, numbers);
        using var to = _backend.Allocate(shape);
        map(from, to);
        return TestTensors.ReadDoubles(_backend, to);
    }
}
