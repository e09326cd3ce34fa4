using FlowCore.Models;
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
        Assert.Equal(2 * 2 * 4 * (16 + 16 + 171), FlowCost.Forward(Small));
    }

    [Fact]
    public void Every_level_but_the_last_has_a_coupling_more()
    {
        // The second level has 2 of the 4 channels, squeezed: 8 channels of one pixel; 9·4·3 + 9 + 9·3·8 = 333.
        Assert.Equal(
            FlowCost.Forward(Small) + (2 * 4 * 171) + (2 * 2 * (64 + 64 + 333)), FlowCost.Forward(Small with { Levels = 2 }));
        Assert.Equal(1, FlowCost.Heaviest(Small with { Levels = 2 }));
    }

    [Fact]
    public void Every_coupling_keeps_two_activations_of_its_width()
    {
        // 2·3 numbers a pixel and coupling: 2 couplings on 2×2 pixels; with a second level 3 on 2×2 and 2 on one pixel.
        Assert.Equal(2 * 3 * 2 * 4, FlowCost.Hidden(Small));
        Assert.Equal(2 * 3 * ((3 * 4) + 2), FlowCost.Hidden(Small with { Levels = 2 }));
    }

    [Fact]
    public void The_shapes_are_those_of_the_model()
    {
        var config = new FlowConfig { Image = new ImageShape(3, 24, 16), Levels = 3, StepsPerLevel = 1, Width = 4 };
        using var backend = new FlowCore.Backends.Cpu.CpuBackend(threads: 1);
        using var model = new FlowModel(config, backend);
        Assert.Equal(model.Levels.Select(level => level.Chain.OutputShape), FlowCost.Levels(config));
    }
}
