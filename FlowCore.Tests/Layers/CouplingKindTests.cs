using FlowCore.Autodiff;
using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Layers;

/// <summary>What additive and quad couplings promise beside the laws of every layer.</summary>
public sealed class CouplingKindTests
{
    // Blocks of 2, 2, 1 and 1 channels.
    private static readonly ImageShape Uneven = new(6, 2, 2);

    [Fact]
    public void An_additive_coupling_shifts_by_what_passes_and_stretches_nothing()
    {
        using var placed = new PlacedLayer(
            new ReferenceBackend(), new AdditiveCoupling("coupling", new ImageShape(5, 1, 1), 6, Random()), seed: 3);
        var jacobian = DenseJacobian.Of(placed, placed.Input(samples: 1, seed: 4));
        for (var row = 0; row < 5; row++)
        {
            for (var column = 0; column < 5; column++)
            {
                var shifts = row >= 3 && column < 3;
                Assert.Equal(shifts, Math.Abs(jacobian[row, column] - (row == column ? 1 : 0)) > 1e-7);
            }
        }

        Assert.Equal([0.0, 0.0], placed.Forward(placed.Input(2, seed: 5), samples: 2).LogDet);
    }

    [Fact]
    public void Each_block_of_a_quad_is_made_of_itself_and_all_blocks_before()
    {
        using var placed = new PlacedLayer(
            new ReferenceBackend(), new QuadCoupling("coupling", new ImageShape(6, 1, 1), 6, Random()), seed: 3);
        var jacobian = DenseJacobian.Of(placed, placed.Input(samples: 1, seed: 4));
        int[] blocks = [0, 0, 1, 1, 2, 3];
        for (var row = 0; row < blocks.Length; row++)
        {
            for (var column = 0; column < blocks.Length; column++)
            {
                Assert.Equal(row == column || blocks[column] < blocks[row], Math.Abs(jacobian[row, column]) > 1e-7);
            }
        }
    }

    [Theory]
    [InlineData(4, new[] { 1, 1, 1 })]
    [InlineData(5, new[] { 1, 1, 1 })]
    [InlineData(6, new[] { 2, 1, 1 })]
    [InlineData(7, new[] { 2, 2, 1 })]
    [InlineData(12, new[] { 3, 3, 3 })]
    public void Where_four_does_not_divide_the_channels_the_first_blocks_have_one_more(int channels, int[] changed)
    {
        var layer = new QuadCoupling("coupling", new ImageShape(channels, 2, 2), 3, Random());
        Assert.Equal(["coupling.block4", "coupling.block3", "coupling.block2"], layer.Children.Select(child => child.Name));
        var nets = layer.Children.Reverse().Select(child => child.Parameters.ToDictionary(
            parameter => parameter.Name[(child.Name.Length + 1)..], parameter => parameter.Shape)).ToArray();
        Assert.Equal(changed, nets.Select(net => net["conv3.bias"][0] / 2));

        // Each sees the ones before, and the last ends where the channels do.
        var first = channels - changed.Sum();
        Assert.Equal([first, first + changed[0], first + changed[0] + changed[1]], nets.Select(net => net["conv1.weight"][1]));
    }

    [Fact]
    public void Forward_the_blocks_of_a_quad_may_be_taken_in_any_order_or_each_from_the_input_alone()
    {
        using var placed = Quad();
        var x = placed.Input(samples: 2, seed: 4);
        var expected = placed.Forward(x, samples: 2).Value;
        var alone = (double[])x.Clone();
        foreach (var child in placed.Layer.Children)
        {
            var value = Run(placed, [child], x, static (layer, given) => layer.Forward(given).Value);
            for (var i = 0; i < value.Length; i++)
            {
                alone[i] = value[i] == x[i] ? alone[i] : value[i];
            }
        }

        Expect.Same(expected, alone, "each from the input");
        Assert.All(x.Zip(expected).Index(), each => Assert.Equal(each.Index < 2 * 2 * 4, each.Item.First == each.Item.Second));
    }

    [Fact]
    public void Backwards_from_the_second_block_on_all_comes_back_and_in_the_published_codes_order_it_does_not()
    {
        using var placed = Quad();
        var children = placed.Layer.Children;
        var x = placed.Input(samples: 2, seed: 4);
        var z = placed.Forward(x, samples: 2).Value;
        Expect.Close(x, placed.Inverse(z, samples: 2).Value, 1e-12, "the inverse");
        Expect.Close(x, Back(children.Reverse()), 1e-12, "second block first");

        // The code starts from the last block, whose net then sees z where it saw x. Only the second block is right: what it sees passes.
        var published = Back(children);
        var perChannel = x.Length / Uneven.Channels;
        Expect.Close(x.AsSpan(0, 4 * perChannel), published.AsSpan(0, 4 * perChannel), 1e-12, "blocks that see what passes");
        Assert.True(Deviation(4) > 1e-3, $"the third block is off by {Deviation(4)} only");
        Assert.True(Deviation(5) > 1e-3, $"the last block is off by {Deviation(5)} only");

        // Of a coupling that is still the identity the order does not show, nor would a test of one.
        placed.Parameters = placed.First;
        Assert.Equal(x, Back(children, x));

        double[] Back(IEnumerable<Bijector> order, double[]? from = null) =>
            Run(placed, order, from ?? z, static (layer, given) => layer.Inverse(given).Value);

        double Deviation(int channel) => Enumerable.Range(channel * perChannel, perChannel).Max(i => Math.Abs(x[i] - published[i]));
    }

    [Fact]
    public void A_quad_says_what_it_is_made_of()
    {
        Assert.Equal(
            """
            QuadCoupling, 4 blocks  6×2×2  1,708 parameters
              AffineCoupling width 4 on channel 5, 3 classes  6×2×2  592 parameters
              AffineCoupling width 4 on channel 4, 3 classes  6×2×2  556 parameters
              AffineCoupling width 4 on channels 2 to 3, 3 classes  6×2×2  560 parameters
            """,
            new QuadCoupling("coupling", Uneven, 4, Random(), new ImageShape(3, 1, 1)).ToString());
    }

    [Fact]
    public void Too_few_channels_are_refused_when_it_is_built()
    {
        Assert.Equal(
            "quad: expected 4 channels or more, a block each, got 3×8×8. Put a Squeeze before it.",
            Assert.Throws<ShapeException>(() => new QuadCoupling("quad", new ImageShape(3, 8, 8), 4, Random())).Message);
        Assert.Equal(
            "additive: expected 2 channels or more, got 1×8×8. Put a Squeeze before it.",
            Assert.Throws<ShapeException>(() => new AdditiveCoupling("additive", new ImageShape(1, 8, 8), 4, Random())).Message);
        Assert.Equal(
            "quad.block4: expected a width of 1 or more, got 0. Use a width of 64.",
            Assert.Throws<FlowException>(() => new QuadCoupling("quad", Uneven, 0, Random())).Message);
    }

    private static PlacedLayer Quad() => new(new ReferenceBackend(), new QuadCoupling("coupling", Uneven, 5, Random()), seed: 3);

    private static double[] Run(
        PlacedLayer placed, IEnumerable<Bijector> order, double[] from, Func<Bijector, Variable, Variable> apply)
    {
        using var tape = new Tape(placed.Backend, recording: false);
        using var given = TestTensors.From(placed.Backend, Uneven.Batched(2), from);
        return TestTensors.ReadDoubles(placed.Backend, order.Aggregate(tape.Input(given), (value, layer) => apply(layer, value)).Value);
    }

    private static PhiloxSequence Random() => new(new RandomKey(5, RandomStream.Weights, 0));
}
