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

/// <summary>Gains of inverses and condition numbers, against MathNet's singular values of the whole matrix.</summary>
public sealed class InverseGainTests
{
    // Power iteration ends from below; see its remarks.
    private const double MostMissing = 0.03;

    /// <summary>Shape, kernel, and how far the weights are from 0.</summary>
    public static TheoryData<int, int, int, int, double> Units { get; } = new()
    {
        { 4, 5, 6, 3, 0.05 },
        { 4, 6, 5, 3, 0.4 },
        { 8, 4, 4, 3, 0.3 },
        { 12, 4, 3, 2, 0.4 },
        { 8, 1, 9, 3, 0.5 },
        { 4, 7, 1, 2, 0.9 },
        { 16, 1, 1, 3, 0.5 },
    };

    [Theory]
    [MemberData(nameof(Units))]
    public void A_units_gain_is_the_largest_singular_value_of_its_inverse(
        int channels, int height, int width, int kernel, double deviation)
    {
        foreach (var backend in (IBackend[])[new ReferenceBackend(), new CpuBackend(threads: 1)])
        {
            using var owned = backend;
            using var placed = Place(backend, new FincUnit("finc", new ImageShape(channels, height, width), kernel, kernel, Random()), deviation);
            var expected = DenseGain(placed);
            var gain = placed.Layer.InverseGain(backend)!.Value;
            Assert.InRange(gain, (1 - MostMissing) * expected, (1 + 1e-5) * expected);
        }
    }

    [Theory]
    [InlineData(Orientation.TopLeft)]
    [InlineData(Orientation.BottomRight)]
    public void A_kernel_with_its_pole_outside_is_seen(Orientation orientation)
    {
        // y_p = x_p − 1.5·x_{p−1}: the response of the inverse grows as 1.5ᵖ.
        using var backend = new CpuBackend(threads: 1);
        using var placed = Row(backend, orientation, columns: 64, weight: -1.5);
        var dense = Matrix<double>.Build.Dense(64, 64, (row, column) => row < column ? 0 : Math.Pow(1.5, row - column));
        var expected = dense.L2Norm();
        Assert.InRange(expected, 1e11, 1e12);
        Assert.InRange(placed.Layer.InverseGain(backend)!.Value, 0.999 * expected, 1.001 * expected);
    }

    [Fact]
    public void A_filter_of_known_gain_has_it()
    {
        // 1/(1 − 0.9) on an endless row, and a little less on one of 256.
        using var backend = new CpuBackend(threads: 1);
        using var placed = Row(backend, Orientation.TopLeft, columns: 256, weight: -0.9);
        Assert.InRange(placed.Layer.InverseGain(backend)!.Value, 9.7, 10);
    }

    [Fact]
    public void The_identity_has_1_what_no_float_holds_is_infinite_and_nan_stays_nan()
    {
        using var backend = new CpuBackend(threads: 1);
        Assert.Equal(1, Gain(0), tolerance: 1e-6);
        Assert.Equal(double.PositiveInfinity, Gain(-1.5));
        Assert.Equal(double.NaN, Gain(double.NaN));

        double Gain(double weight)
        {
            using var placed = Row(backend, Orientation.TopLeft, columns: 1024, weight);
            return placed.Layer.InverseGain(backend)!.Value;
        }
    }

    [Fact]
    public void A_start_has_a_gain_near_1_whatever_the_channels_and_the_kernel()
    {
        using var backend = new CpuBackend();
        foreach (var (channels, side, kernel) in ((int, int, int)[])[(4, 28, 3), (12, 32, 3), (24, 16, 5), (96, 8, 3), (384, 4, 3), (8, 16, 9)])
        {
            using var placed = Place(backend, new FincUnit("finc", new ImageShape(channels, side, side), kernel, kernel, Random()), deviation: null);
            Assert.InRange(placed.Layer.InverseGain(backend)!.Value, 1, 1.2);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_matrix_has_the_condition_of_its_singular_values_and_no_gain(bool dense)
    {
        using var backend = new CpuBackend(threads: 1);
        var matrix = Matrix<double>.Build.DenseOfArray(new double[,] { { 2, 1, 0 }, { 0, 1, 3 }, { 1, 0, 1e-3 } });
        var shape = new ImageShape(3, 2, 2);
        Bijector layer = dense ? new DenseConv1x1("conv", shape, matrix) : new PluConv1x1("conv", shape, matrix);
        using var placed = Place(backend, layer, deviation: null);
        var values = matrix.Svd().S;
        Assert.Equal(values[0] / values[2], layer.Condition(backend)!.Value, tolerance: 1e-3);
        Assert.Null(layer.InverseGain(backend));

        backend.Fill(layer.Parameters[^1].Value, double.NaN);
        Assert.Equal(double.NaN, layer.Condition(backend));
    }

    [Fact]
    public void Layers_that_say_nothing_say_nothing()
    {
        using var backend = new CpuBackend(threads: 1);
        var shape = new ImageShape(4, 4, 4);
        foreach (var layer in (Bijector[])[new ActNorm("a", shape), new AffineCoupling("c", shape, 4, Random()), new Squeeze("s", shape)])
        {
            Assert.Null(layer.InverseGain(backend));
            Assert.Null(layer.Condition(backend));
            layer.BoundInverseGain(backend, 2);
        }
    }

    internal static PhiloxSequence Random(ulong seed = 7) => new(new RandomKey(seed, RandomStream.Weights, 0));

    /// <summary>A layer with its first weights, or with others of a deviation.</summary>
    internal static PlacedLayer Place(IBackend backend, Bijector layer, double? deviation)
    {
        var placed = new PlacedLayer(backend, layer, seed: 1);
        placed.Parameters = deviation is { } scale ? TestTensors.Draw(placed.First.Length, seed: 3, scale) : placed.First;
        return placed;
    }

    /// <summary>One channel, one row: <c>y_p = x_p + w·x_{p−1}</c>.</summary>
    internal static PlacedLayer Row(IBackend backend, Orientation orientation, int columns, double weight)
    {
        var placed = new PlacedLayer(backend, new MaskedConv("conv", new ImageShape(1, 1, columns), 1, 2, orientation, Random()), seed: 1);
        placed.Parameters = [weight];
        return placed;
    }

    /// <summary>The largest singular value of K⁻¹, of K as it acts on the unit vectors.</summary>
    internal static double DenseGain(PlacedLayer placed)
    {
        var size = placed.Layer.InputShape.Dimensions;
        var k = Matrix<double>.Build.DenseOfColumns(Enumerable.Range(0, size).Select(j =>
        {
            var unit = new double[size];
            unit[j] = 1;
            return placed.Forward(unit, samples: 1).Value;
        }));
        return k.Inverse().L2Norm();
    }
}
