using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace FlowCore.Tests.Layers;

/// <summary>What the convolution exponential promises beside the laws of every layer.</summary>
public sealed class ExponentialConvTests
{
    [Theory]
    [InlineData(3, 3, 4, 3, 3)]
    [InlineData(2, 2, 3, 5, 1)]
    public void It_is_the_matrix_exponential_of_its_convolution(int channels, int height, int width, int rows, int columns)
    {
        var layer = new ExponentialConv("exp", new ImageShape(channels, height, width), rows, columns, Random(), terms: 17);
        using var placed = new PlacedLayer(new ReferenceBackend(), layer, seed: 1);
        var matrix = Convolution(layer, placed.Backend);
        var (exponential, term) = (Matrix<double>.Build.DenseIdentity(matrix.RowCount), Matrix<double>.Build.DenseIdentity(matrix.RowCount));
        for (var i = 1; i <= 30; i++)
        {
            term = term * matrix / i;
            exponential += term;
        }

        var jacobian = DenseJacobian.Of(placed, placed.Input(samples: 1, seed: 2));
        Assert.True((jacobian - exponential).L2Norm() < 1e-8);
        Expect.Close(matrix.Trace(), placed.Forward(placed.Input(1, seed: 3), 1).LogDet[0], 1e-12, "the trace");
    }

    [Theory]
    [InlineData(0.01, false)]
    [InlineData(0.3, true)]
    [InlineData(1000, true)]
    public void No_weights_give_an_operator_of_a_norm_above_one_and_small_ones_are_left_alone(double deviation, bool scaled)
    {
        var layer = new ExponentialConv("exp", new ImageShape(3, 4, 5), 3, 3, Random());
        using var backend = new ReferenceBackend();
        using var placed = InverseGainTests.Place(backend, layer, deviation);
        var kernel = layer.GetKernel(backend);
        Assert.InRange(Convolution(layer, backend).L2Norm(), Math.Min(deviation, 0.1), 1 + 1e-12);
        Assert.Equal(scaled, !kernel.SequenceEqual(placed.Parameters));

        // One factor for all weights.
        var factors = kernel.Zip(placed.Parameters, (acting, free) => acting / free).ToArray();
        Expect.Close(factors, [.. Enumerable.Repeat(factors[0], factors.Length)], 1e-12, "factors");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void At_the_largest_norm_the_terms_left_out_are_below_what_float_rounds(int sign)
    {
        // A single weight of 1000 becomes ±1, the identity: the worst operator that there can be.
        var shape = new ImageShape(1, 4, 3);
        var layer = new ExponentialConv("exp", shape, 1, 1, Random());
        using var reference = new ReferenceBackend();
        using var inDouble = new PlacedLayer(reference, layer, seed: 1);
        inDouble.Parameters = [1000 * sign];
        var x = inDouble.Input(2, seed: 2);
        var (z, logDet) = inDouble.Forward(x, 2);
        var missing = Numbers.Sum(z, [.. x.Select(value => value * Math.Exp(sign))], -1);
        Assert.InRange(Math.Sqrt(Numbers.Dot(missing, missing) / Numbers.Dot(x, x)), 1e-9, 2.3e-9);
        Assert.Equal([12.0 * sign, 12.0 * sign], logDet);

        using var cpu = new CpuBackend(threads: 1);
        using var inFloat = new PlacedLayer(cpu, new ExponentialConv("exp", shape, 1, 1, Random()), seed: 1);
        inFloat.Parameters = [1000 * sign];
        var there = inFloat.Forward(x, 2).Value;
        Expect.Close([.. x.Select(value => value * Math.Exp(sign))], there, 2e-7, "exp");
        Expect.Close(x, inFloat.Inverse(there, 2).Value, 1e-6, "round trip");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_tape_that_recomputes_has_the_same_gradients_to_the_bit(bool inverse)
    {
        var shape = new ImageShape(3, 5, 4);
        using var backend = new CpuBackend(threads: 2, poisonMemory: true);
        using var placed = new PlacedLayer(backend, new ExponentialConv("exp", shape, 3, 3, Random()), seed: 1);
        var x = placed.Input(2, seed: 2);
        var (p, q) = (TestTensors.Draw(x.Length, 3), TestTensors.Draw(2, 4));
        var kept = placed.Gradients(x, 2, inverse, p, q);
        var again = placed.Gradients(x, 2, inverse, p, q, recompute: true);
        Expect.Same(kept.Input, again.Input, "input");
        Expect.Same(kept.Parameters, again.Parameters, "weights");
        Assert.Equal(ExponentialConv.DefaultTerms - 1, placed.Layer.KeptInTraining(backend, 2).Count());
    }

    [Fact]
    public void It_starts_near_the_identity()
    {
        using var backend = new CpuBackend(threads: 1);
        using var placed = InverseGainTests.Place(
            backend, new ExponentialConv("exp", new ImageShape(12, 8, 8), 3, 3, Random()), deviation: null);
        var x = placed.Input(2, seed: 4);
        var change = Numbers.Sum(placed.Forward(x, 2).Value, x, -1);
        Assert.InRange(Numbers.Dot(change, change) / Numbers.Dot(x, x), 1e-6, 0.01);
    }

    [Theory]
    [InlineData(2, 3, 11, "exp: expected a kernel of odd extents, which has a middle, got 2×3. Use a kernel of 3×3.")]
    [InlineData(3, 0, 11, "exp: expected a kernel of odd extents, which has a middle, got 3×0. Use a kernel of 3×3.")]
    [InlineData(3, 3, 0, "exp: expected a series of 1 term or more, got 0. Use 11.")]
    public void A_kernel_without_a_middle_and_a_series_without_terms_are_refused(int rows, int columns, int terms, string message) =>
        Assert.Equal(message, Assert.Throws<FlowException>(
            () => new ExponentialConv("exp", new ImageShape(2, 3, 3), rows, columns, Random(), terms)).Message);

    private static PhiloxSequence Random() => new(new RandomKey(5, RandomStream.Weights, 0));

    /// <summary>The matrix of the zero-padded convolution, written out from its kernel.</summary>
    private static Matrix<double> Convolution(ExponentialConv layer, IBackend backend)
    {
        var (shape, kernel) = (layer.InputShape, layer.GetKernel(backend));
        var (rows, columns) = (layer.KernelHeight, layer.KernelWidth);
        return Matrix<double>.Build.Dense(shape.Dimensions, shape.Dimensions, (to, from) =>
        {
            var ((output, p), (input, q)) = (Math.DivRem(to, shape.Plane), Math.DivRem(from, shape.Plane));
            var row = (q / shape.Width) - (p / shape.Width) + (rows / 2);
            var column = (q % shape.Width) - (p % shape.Width) + (columns / 2);
            return row >= 0 && row < rows && column >= 0 && column < columns
                ? kernel[(((((output * shape.Channels) + input) * rows) + row) * columns) + column]
                : 0;
        });
    }
}
