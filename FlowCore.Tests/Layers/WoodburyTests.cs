using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace FlowCore.Tests.Layers;

/// <summary>What the Woodbury transformation promises beside the laws of every layer.</summary>
public sealed class WoodburyTests
{
    [Fact]
    public void It_is_the_papers_product_of_three_matrices()
    {
        var shape = new ImageShape(4, 3, 2);
        using var placed = new PlacedLayer(new ReferenceBackend(), new WoodburyTransform("w", shape, 2, 3, Random()), seed: 1);
        var (channels, pixels) = (Mixing(placed, child: 0), Mixing(placed, child: 2).Transpose());
        var x = placed.Input(samples: 1, seed: 2);
        var expected = channels * Matrix<double>.Build.DenseOfRowMajor(4, 6, x) * pixels;
        var (z, logDet) = placed.Forward(x, samples: 1);
        Expect.Close(expected.ToRowMajorArray(), z, 1e-12, "Z");
        var determinants = (6 * Math.Log(Math.Abs(channels.Determinant()))) + (4 * Math.Log(Math.Abs(pixels.Determinant())));
        Expect.Close(determinants, logDet[0], 1e-12, "log-det");
        Assert.NotEqual(0, determinants, 1e-3);
    }

    [Fact]
    public void It_starts_as_the_identity_and_both_sides_can_leave_it()
    {
        using var backend = new ReferenceBackend();
        using var placed = InverseGainTests.Place(backend, new WoodburyTransform("w", new ImageShape(3, 4, 4), 16, 16, Random()), deviation: null);
        var x = placed.Input(2, seed: 4);
        var (z, logDet) = placed.Forward(x, 2);
        Assert.Equal(x, z);
        Assert.Equal([0.0, 0.0], logDet);
        var gradients = placed.Gradients(x, 2, inverse: false, TestTensors.Draw(x.Length, 5), TestTensors.Draw(2, 6)).Parameters;

        // U of channels, its V, U of pixels, its V: what is multiplied by 0 waits a step.
        var (channels, pixels) = (3 * 3, 16 * 16);
        Assert.All(gradients[..channels], value => Assert.NotEqual(0, value));
        Assert.All(gradients[(2 * channels)..((2 * channels) + pixels)], value => Assert.NotEqual(0, value));
    }

    [Fact]
    public void Ranks_are_no_larger_than_what_they_are_of()
    {
        var layer = new WoodburyTransform("w", new ImageShape(3, 5, 4), 16, 16, Random());
        Assert.Equal("WoodburyTransform of ranks 3 and 16", layer.Describe());
        Assert.Equal(
            ["w.channels.u", "w.channels.v", "w.pixels.u", "w.pixels.v"], layer.Parameters.Select(parameter => parameter.Name));
        Assert.Equal((2 * 3 * 3) + (2 * 20 * 16), layer.Parameters.Sum(parameter => parameter.Shape.Count));
        foreach (var rank in (int[])[0, 4])
        {
            Assert.Equal(
                $"mix: expected a rank from 1 to its 3 channels, got {rank}.",
                Assert.Throws<FlowException>(() => new LowRankConv1x1("mix", new ImageShape(3, 2, 2), rank, Random())).Message.Trim());
        }
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(9, 2)]
    [InlineData(4, 2)]
    public void The_condition_is_that_of_the_whole_matrix(int channels, int rank)
    {
        using var placed = new PlacedLayer(new ReferenceBackend(), new LowRankConv1x1("mix", new ImageShape(channels, 1, 2), rank, Random()), seed: 3);
        placed.Parameters = TestTensors.Draw(placed.First.Length, seed: 7, scale: 0.7);
        var whole = Matrix<double>.Build.DenseIdentity(channels) + Product(placed, placed.Layer);
        Expect.Close(whole.ConditionNumber(), placed.Layer.Condition(placed.Backend)!.Value, 1e-10, "condition");
        placed.Parameters = [.. placed.Parameters.Select((value, i) => i == 1 ? double.NaN : value)];
        Assert.Equal(double.NaN, placed.Layer.Condition(placed.Backend));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_product_that_takes_the_identity_away_is_refused_in_a_line(bool inverse)
    {
        // V U = −1 + 1e-8: what is left of the channel is 1e-8.
        using var placed = new PlacedLayer(new ReferenceBackend(), new LowRankConv1x1("mix", new ImageShape(2, 1, 1), 2, Random()), seed: 3);
        placed.Parameters = [-1 + 1e-8, 0, 0, 0, 1, 0, 0, 1];
        var failure = Assert.Throws<FlowException>(() => placed.Run(placed.Input(1, seed: 1), 1, inverse));
        Assert.Equal(
            "mix: expected I + V·U with a condition number of at most 1e+06, got 1e+08 with |det| 1e-08: it is close to singular. "
            + "Use a lower learning rate.",
            failure.Message);
    }

    private static PhiloxSequence Random() => new(new RandomKey(5, RandomStream.Weights, 0));

    /// <summary>I + U V of one of a transformation's two sides.</summary>
    private static Matrix<double> Mixing(PlacedLayer placed, int child)
    {
        var layer = placed.Layer.Children[child];
        return Matrix<double>.Build.DenseIdentity(layer.InputShape.Channels) + Product(placed, layer);
    }

    private static Matrix<double> Product(PlacedLayer placed, Bijector layer)
    {
        var (size, rank) = (layer.InputShape.Channels, ((LowRankConv1x1)layer).Rank);
        var u = TestTensors.ReadDoubles(placed.Backend, layer.Parameters[0].Value);
        var v = TestTensors.ReadDoubles(placed.Backend, layer.Parameters[1].Value);
        return Matrix<double>.Build.DenseOfRowMajor(size, rank, u) * Matrix<double>.Build.DenseOfRowMajor(rank, size, v);
    }
}
