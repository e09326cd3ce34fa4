using FlowCore.Backends;
using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace FlowCore.Tests.Layers;

public sealed class Conv1x1Tests
{
    private const double Exact = 1e-12;

    public static TheoryData<bool> Parameterisations { get; } = new(true, false);

    [Theory]
    [MemberData(nameof(Parameterisations))]
    public void A_matrix_is_kept_as_it_was_given(bool plu)
    {
        using var backend = new ReferenceBackend();
        var matrix = Matrix<double>.Build.Dense(6, 6, (row, column) => Math.Sin((7 * row) + (3 * column * column)));
        using var layer = Place(backend, matrix, new ImageShape(6, 1, 1), plu);
        var kept = ((InvertibleConv1x1)layer.Layer).GetMatrix(backend);
        Expect.Close(matrix.ToRowMajorArray(), kept.ToRowMajorArray(), Exact, "W");
    }

    [Theory]
    [MemberData(nameof(Parameterisations))]
    public void A_swap_of_channels_has_log_det_zero_and_undoes_itself(bool plu)
    {
        using var backend = new ReferenceBackend();
        using var layer = Place(backend, Matrix<double>.Build.DenseOfArray(new double[,] { { 0, 1 }, { 1, 0 } }), new(2, 1, 1), plu);
        var (z, logDet) = layer.Forward([3, 5], samples: 1);
        Assert.Equal([5.0, 3.0], z);
        Assert.Equal([0.0], logDet);
        Assert.Equal([3.0, 5.0], layer.Forward(z, samples: 1).Value);
    }

    [Theory]
    [MemberData(nameof(Parameterisations))]
    public void A_negative_determinant_gives_the_log_of_its_magnitude(bool plu)
    {
        using var backend = new ReferenceBackend();
        using var layer = Place(backend, Matrix<double>.Build.DenseOfDiagonalArray([-2, 1, 1]), new(3, 1, 1), plu);
        Expect.Close(0.693147180559945, layer.Forward([1, 1, 1], samples: 1).LogDet[0], Exact, "ln 2");
    }

    [Theory]
    [MemberData(nameof(Parameterisations))]
    public void The_log_det_counts_every_pixel(bool plu)
    {
        using var backend = new ReferenceBackend();
        using var layer = Place(backend, 2 * Matrix<double>.Build.DenseIdentity(3), new(3, 4, 5), plu);
        const int Samples = 2;
        var logDet = layer.Forward(layer.Input(Samples, seed: 1), Samples).LogDet;
        Expect.Close([41.588830833596715, 41.588830833596715], logDet, Exact, "60 ln 2");
    }

    [Fact]
    public void A_nearly_singular_dense_matrix_is_refused_with_its_condition()
    {
        using var backend = new ReferenceBackend();
        var matrix = Matrix<double>.Build.DenseOfArray(new double[,] { { 1, 1 }, { 1, 1 + 1e-7 } });
        using var layer = Place(backend, matrix, new(2, 2, 2), plu: false);
        foreach (var inverse in (bool[])[false, true])
        {
            var failure = Assert.Throws<FlowException>(() => layer.Run(layer.Input(1, seed: 1), 1, inverse));
            Assert.Contains("conv: expected a matrix with a condition number of at most 1e+06", failure.Message, StringComparison.Ordinal);
            Assert.Contains("|det| 1e-07", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_plu_matrix_stays_invertible_whatever_its_parameters()
    {
        using var backend = new ReferenceBackend();
        var shape = new ImageShape(2, 3, 3);
        var layer = new PluConv1x1("conv", shape, new PhiloxSequence(new RandomKey(1, RandomStream.Weights, 0)));
        using var placed = new PlacedLayer(backend, layer, seed: 2);
        backend.Write([-30.0, -30.0], layer.LogDiagonal.Value);
        var (z, logDet) = placed.Forward(placed.Input(1, seed: 3), samples: 1);
        Assert.Equal([9 * -60.0], logDet);
        Assert.All(placed.Inverse(z, samples: 1).Value, value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void A_singular_matrix_has_no_plu_form()
    {
        var failure = Assert.Throws<FlowException>(() =>
            new PluConv1x1("conv", new ImageShape(2, 1, 1), Matrix<double>.Build.Dense(2, 2)));
        Assert.StartsWith("conv: expected a matrix that is not singular", failure.Message, StringComparison.Ordinal);
    }

    private static PlacedLayer Place(IBackend backend, Matrix<double> matrix, ImageShape shape, bool plu)
    {
        Bijector layer = plu ? new PluConv1x1("conv", shape, matrix) : new DenseConv1x1("conv", shape, matrix);
        var placed = new PlacedLayer(backend, layer, seed: 0);
        placed.Parameters = placed.First;
        return placed;
    }
}
