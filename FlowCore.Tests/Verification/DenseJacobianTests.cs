using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Layers;
using FlowCore.Tests.Support;
using MathNet.Numerics.LinearAlgebra;
using Xunit;
using DenseJacobian = FlowCore.Verification.DenseJacobian;

namespace FlowCore.Tests.Verification;

/// <summary>The yardstick of a verification, against what is known without it.</summary>
public sealed class DenseJacobianTests
{
    [Fact]
    public void Of_a_matrix_that_mixes_channels_it_has_its_determinant_and_singular_values()
    {
        // Rows that LU must exchange.
        var matrix = Matrix<double>.Build.DenseOfArray(new double[,] { { 0.01, 2, -1 }, { 3, 0.5, 1 }, { -1, 4, 0.25 } });
        var shape = new ImageShape(3, 2, 3);
        using var placed = InverseGainTests.Place(new ReferenceBackend(), new DenseConv1x1("conv", shape, matrix), deviation: null);
        var jacobian = Of(placed, placed.Input(samples: 1, seed: 1));
        var values = matrix.Svd().S;
        Assert.Equal(shape.Plane * Math.Log(Math.Abs(matrix.Determinant())), jacobian.LogAbsDet, tolerance: 1e-5);
        Assert.Equal(values[0], jacobian.Norm, tolerance: 1e-5);
        var right = Vector<double>.Build.Dense(TestTensors.Draw(shape.Dimensions, seed: 6));
        Expect.Close(right.ToArray(), jacobian.Matrix.TransposeThisAndMultiply(jacobian.SolveTransposed(right)).ToArray(), 1e-9, "Jᵀx", 5);
        Expect.Close(right.ToArray(), jacobian.Matrix.Multiply(jacobian.Matrix.LU().Solve(right)).ToArray(), 1e-9, "Jx", 5);
        Assert.Equal(1 / values[2], jacobian.InverseNorm, tolerance: 1e-5);
        Assert.Equal(matrix[0, 1], jacobian.Matrix[0, shape.Plane], tolerance: 1e-6);
        Assert.Equal(0, jacobian.Matrix[0, shape.Plane + 1]);
    }

    [Fact]
    public void It_solves_with_its_transpose()
    {
        var size = 7;
        var matrix = Matrix<double>.Build.DenseOfColumnMajor(size, size, TestTensors.Draw(size * size, seed: 5));
        using var placed = InverseGainTests.Place(
            new ReferenceBackend(), new DenseConv1x1("conv", new ImageShape(size, 1, 1), matrix), deviation: null);
        var jacobian = Of(placed, placed.Input(samples: 1, seed: 1));
        var right = Vector<double>.Build.Dense(TestTensors.Draw(size, seed: 6));
        Expect.Close(right.ToArray(), jacobian.Matrix.TransposeThisAndMultiply(jacobian.SolveTransposed(right)).ToArray(), 1e-9, "Jᵀx", 5);
    }

    [Fact]
    public void Of_a_coupling_it_is_what_differences_in_double_say()
    {
        using var placed = new PlacedLayer(
            new ReferenceBackend(), new AffineCoupling("coupling", new ImageShape(4, 3, 3), 6, InverseGainTests.Random()), seed: 3);
        var x = placed.Input(samples: 1, seed: 4);
        var expected = Support.DenseJacobian.Of(placed, x);
        var found = Of(placed, x);
        Assert.InRange((expected - found.Matrix).InfinityNorm(), 0, 1e-6);
        Assert.Equal(Support.DenseJacobian.LogAbsDet(expected), found.LogAbsDet, tolerance: 1e-6);
    }

    [Fact]
    public void Where_no_gradient_arrives_there_is_none()
    {
        using var backend = new CpuBackend(threads: 1);
        var shape = new ImageShape(1, 2, 2);
        Assert.Null(DenseJacobian.Of(backend, shape, new double[4], x =>
        {
            var copy = x.Tape.Allocate(x.Shape);
            backend.Copy(x.Value, copy);
            return [x.Tape.Input(copy)];
        }));
    }

    private static DenseJacobian Of(PlacedLayer placed, double[] x) => DenseJacobian.Of(
        placed.Backend, placed.Layer.InputShape, x, input => [placed.Apply(input, inverse: false).Value])!;
}
