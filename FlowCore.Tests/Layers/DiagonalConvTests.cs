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

/// <summary>What CInC's and Emerging's convolutions promise beside the laws of every layer.</summary>
public sealed class DiagonalConvTests
{
    [Fact]
    public void At_one_pixel_emerging_is_an_upper_triangle_times_a_lower_one()
    {
        using var placed = new PlacedLayer(new ReferenceBackend(), new EmergingConv("emerging", new ImageShape(4, 1, 1), 2, Random()), seed: 1);
        var (first, firstScale, second, secondScale) =
            (Corner(placed, 0), Scale(placed, 1), Corner(placed, 3), Scale(placed, 4));
        var reversal = Matrix<double>.Build.Dense(4, 4, (row, column) => row + column == 3 ? 1 : 0);
        var lower = firstScale * first;
        var upper = reversal * secondScale * second * reversal;
        for (var row = 0; row < 4; row++)
        {
            for (var column = 0; column < 4; column++)
            {
                // Every entry that a triangle may have is there: nothing passes because all is 0.
                Assert.Equal(row >= column, lower[row, column] != 0);
                Assert.Equal(row <= column, upper[row, column] != 0);
            }
        }

        var jacobian = DenseJacobian.Of(placed, placed.Input(samples: 1, seed: 2));
        Assert.True((jacobian - (upper * lower)).L2Norm() < 1e-8);
    }

    [Fact]
    public void Emerging_sees_both_ways_and_cinc_only_back()
    {
        var shape = new ImageShape(1, 5, 5);
        Assert.Equal(
            (9, 4),
            (Seen(new EmergingConv("emerging", shape, 2, Random())), Seen(new CincConv("cinc", shape, 2, 2, Random()))));

        // Pixels that the one in the middle is made of.
        static int Seen(Bijector layer)
        {
            using var placed = new PlacedLayer(new ReferenceBackend(), layer, seed: 1);
            return DenseJacobian.Of(placed, placed.Input(samples: 1, seed: 2)).Row(12).Count(value => Math.Abs(value) > 1e-7);
        }
    }

    [Fact]
    public void A_cinc_is_its_masked_convolution_with_scaled_rows_and_any_positive_diagonal()
    {
        using var placed = new PlacedLayer(new ReferenceBackend(), new CincConv("cinc", new ImageShape(3, 2, 3), 2, 2, Random()), seed: 1);
        var scale = placed.Layer.Children[1].Parameters[1];
        placed.Backend.Write([Math.Log(0.5), 0, Math.Log(3)], scale.Value);
        var (_, logDet) = placed.Forward(placed.Input(2, seed: 2), 2);
        var expected = 6 * Math.Log(0.5 * 3);
        Expect.Close([expected, expected], logDet, 1e-12, "log-det");
        var jacobian = DenseJacobian.Of(placed, placed.Input(samples: 1, seed: 3));
        Expect.Close([0.5, 1, 3], [jacobian[0, 0], jacobian[6, 6], jacobian[12, 12]], 1e-8, "diagonal");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void They_start_near_the_identity(bool emerging)
    {
        using var backend = new CpuBackend(threads: 1);
        var shape = new ImageShape(12, 8, 8);
        Bijector layer = emerging ? new EmergingConv("unit", shape, 2, Random()) : new CincConv("unit", shape, 3, 3, Random());
        using var placed = InverseGainTests.Place(backend, layer, deviation: null);
        var x = placed.Input(2, seed: 4);
        var (z, logDet) = placed.Forward(x, 2);
        var change = Numbers.Sum(z, x, -1);
        Assert.InRange(Numbers.Dot(change, change) / Numbers.Dot(x, x), 1e-6, 0.01);
        Assert.Equal([0.0, 0.0], logDet);
        Assert.All(layer.Children.OfType<MaskedConv>(), conv => Assert.InRange(conv.InverseGain(backend)!.Value, 1, 1.2));
    }

    [Fact]
    public void Parameters_are_called_after_what_they_are_and_only_zeros_are_fixed()
    {
        var shape = new ImageShape(4, 2, 2);
        Assert.Equal(
            ["u.conv.weight", "u.scale.bias", "u.scale.logDiagonal"],
            new CincConv("u", shape, 3, 3, Random()).Parameters.Select(parameter => parameter.Name));
        Assert.Equal(
            [
                "u.topLeft.weight", "u.topLeft.scale.bias", "u.topLeft.scale.logDiagonal",
                "u.bottomRight.weight", "u.bottomRight.scale.bias", "u.bottomRight.scale.logDiagonal",
            ],
            new EmergingConv("u", shape, 2, Random()).Parameters.Select(parameter => parameter.Name));
        foreach (var (layer, entries) in ((Bijector, int)[])
            [(new CincConv("u", shape, 3, 3, Random()), (9 * 16) + 4), (new EmergingConv("u", shape, 2, Random()), 2 * ((4 * 16) + 4))])
        {
            // With the biases, what a dense kernel has.
            Assert.Equal(entries, layer.Parameters.Sum(parameter => parameter.Shape.Count) + layer.FixedEntries);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(5, 3)]
    public void The_two_of_emerging_see_as_much_as_the_kernel_that_was_asked_for(int kernel, int size) =>
        Assert.Equal(size, EmergingConv.SizeFor(kernel));

    private static PhiloxSequence Random() => new(new RandomKey(5, RandomStream.Weights, 0));

    /// <summary>A_0 of a convolution inside: the tap of the pixel itself.</summary>
    private static Matrix<double> Corner(PlacedLayer placed, int child)
    {
        var conv = (MaskedConv)placed.Layer.Children[child];
        var kernels = conv.GetKernels(placed.Backend);
        var size = conv.InputShape.Channels;
        var taps = conv.KernelHeight * conv.KernelWidth;
        var own = conv.Orientation == Orientation.TopLeft ? taps - 1 : 0;
        return Matrix<double>.Build.Dense(size, size, (o, i) => kernels[(((o * size) + i) * taps) + own]);
    }

    private static Matrix<double> Scale(PlacedLayer placed, int child) => Matrix<double>.Build.DenseOfDiagonalArray(
        [.. TestTensors.ReadDoubles(placed.Backend, placed.Layer.Children[child].Parameters[1].Value).Select(Math.Exp)]);
}
