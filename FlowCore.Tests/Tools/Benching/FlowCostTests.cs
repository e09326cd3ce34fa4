using FlowCore.Backends;
using FlowCore.Distributions;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tools.Benching;
using Xunit;

namespace FlowCore.Tests.Tools.Benching;

public sealed class FlowCostTests
{
    private static readonly FlowConfig Small =
        new() { Image = new ImageShape(1, 4, 4), Levels = 1, StepsPerLevel = 2, Width = 3, Kernel = 2 };

    [Fact]
    public void A_level_is_what_its_layers_come_to()
    {
        // 4 channels of 2×2: k²·C·C/4 = 16, C² = 16, a coupling 9·2·3 + 3·3 + 9·3·4 = 171 multiply-adds a pixel, twice.
        Assert.Equal(2 * 2 * 4 * (16 + 16 + 171), FlowCost.Forward(Levels(Small)));
    }

    [Fact]
    public void Every_level_but_the_last_has_a_coupling_more()
    {
        // The second level has 2 of the 4 channels, squeezed: 8 channels of one pixel; 9·4·3 + 9 + 9·3·8 = 333.
        var two = Levels(Small with { Levels = 2 });
        Assert.Equal(FlowCost.Forward(Levels(Small)) + (2 * 4 * 171) + (2 * 2 * (64 + 64 + 333)), FlowCost.Forward(two));
        Assert.Equal(1, FlowCost.Heaviest(two));
        Assert.Equal(2, FlowCost.Heaviest(two.Reverse()));
    }

    [Fact]
    public void Every_coupling_keeps_two_activations_of_its_width()
    {
        // 2·3 numbers a pixel and coupling: 2 couplings on 2×2 pixels; with a second level 3 on 2×2 and 2 on one pixel.
        Assert.Equal(2 * 3 * 2 * 4, FlowCost.Hidden(Small));
        Assert.Equal(2 * 3 * ((3 * 4) + 2), FlowCost.Hidden(Small with { Levels = 2 }));

        // Three nets each, at the split too.
        Assert.Equal(3 * 2 * 3 * ((3 * 4) + 2), FlowCost.Hidden(Small with { Levels = 2, Step = "actnorm,quad" }));
        Assert.Equal(0, FlowCost.Hidden(Small with { Step = "actnorm" }));
    }

    [Fact]
    public void Every_kind_of_layer_says_what_it_costs()
    {
        var (shape, random) = (new ImageShape(4, 3, 5), new PhiloxSequence(new RandomKey(1, RandomStream.Weights, 0), 0));
        Assert.Equal(15 * 2 * 3 * 4 * 4, new MaskedConv("a", shape, 2, 3, Orientation.TopLeft, random).MultiplyAdds);
        Assert.Equal(15 * 2 * 3 * 4, new FincUnit("b", shape, 2, 3, random).MultiplyAdds);
        Assert.Equal(15 * 16, new PluConv1x1("c", shape, random).MultiplyAdds);
        Assert.Equal(15 * 16, new DenseConv1x1("d", shape, random).MultiplyAdds);
        Assert.Equal(15 * 171, new AffineCoupling("e", shape, width: 3, random).MultiplyAdds);

        // 9·2·3 + 3·3 + 9·3·2, and blocks of one channel after 1, 2 and 3 others: 9·(1 + 2 + 3)·3 + 3·(3·3 + 9·3·2).
        Assert.Equal(15 * 117, new AdditiveCoupling("e", shape, width: 3, random).MultiplyAdds);
        Assert.Equal(15 * 351, new QuadCoupling("e", shape, width: 3, random).MultiplyAdds);
        Assert.Equal(0, new ActNorm("f", shape).MultiplyAdds);
        Assert.Equal(15 * 16, new InverseBijector(new PluConv1x1("g", shape, random)).MultiplyAdds);
    }

    [Fact]
    public void A_prior_costs_what_it_makes_of_the_channels_that_go_on()
    {
        var shape = new ImageShape(2, 3, 5);
        Assert.Equal(0, new LearnedPrior("a", shape).MultiplyAdds);
        Assert.Equal(15 * 9 * 3 * 4, new LearnedPrior("b", shape, parent: new ImageShape(3, 3, 5)).MultiplyAdds);
    }

    private static IReadOnlyList<FlowLevel> Levels(FlowConfig config) => new FlowBuilder(config).BuildLevels();
}
