using FlowCore.Models;
using FlowCore.Outside;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Models;

public sealed class FlowPresetsTests
{
    [Theory]
    [InlineData("cifar10", 39_422_968, 11_760)]
    [InlineData("celeba64", 44_944_072, 13_440)]
    [InlineData("imagenet32", 67_028_488, 20_160)]
    [InlineData("mnist", 10_044_232, 256)]
    public void Free_and_frozen_entries_are_the_published_count(string preset, long published, long frozen)
    {
        var levels = new FlowBuilder(FlowPresets.Get(preset), seed: 0).BuildLevels();
        var free = levels.Sum(level => level.Chain.Parameters.Sum(parameter => parameter.Shape.Count));
        Assert.Equal(frozen, levels.Sum(level => level.FixedEntries));
        Assert.Equal(published, free + frozen);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones()
    {
        var failure = Assert.Throws<FlowException>(() => FlowPresets.Get("cifar"));
        Assert.Equal(
            "FlowPresets.Get: expected one of fashion-small, mnist, cifar10, imagenet32, imagenet64, celeba64, got 'cifar'.",
            failure.Message);
    }

    [Theory]
    [InlineData(1, 28, 28, 3, "FlowConfig.Levels: expected at most 2 for 1×28×28 images, whose sides each level halves, got 3. Use FlowConfig.Levels 2 or FlowConfig.Padded 32x32.")]
    [InlineData(3, 16, 24, 4, "FlowConfig.Levels: expected at most 3 for 3×16×24 images, whose sides each level halves, got 4. Use FlowConfig.Levels 3 or FlowConfig.Padded 16x32.")]
    [InlineData(1, 27, 28, 1, "FlowConfig.Levels: expected an image with even sides for a level at all, got 1×27×28. Use FlowConfig.Padded 28x28 or crop the images.")]
    [InlineData(1, 27, 28, 20, "FlowConfig.Levels: expected an image with even sides for a level at all, got 1×27×28. Use FlowConfig.Padded with even sides or crop the images.")]
    [InlineData(1, 28, 28, 99, "FlowConfig.Levels: expected at most 2 for 1×28×28 images, whose sides each level halves, got 99. Use FlowConfig.Levels 2.")]
    public void Levels_that_the_image_cannot_take_are_refused_when_the_model_is_built(
        int channels, int height, int width, int levels, string message)
    {
        using var backend = new ReferenceBackend();
        var config = SmallFlows.Config(new(channels, height, width), levels);
        Assert.Equal(message, Assert.Throws<FlowException>(() => new FlowModel(config, backend)).Message);
    }

    [Fact]
    public void Values_out_of_range_are_refused_by_name()
    {
        var good = FlowPresets.Get(FlowPresets.Default);
        foreach (var (bad, what) in ((FlowConfig, string)[])
        [
            (good with { Levels = 0 }, "FlowConfig.Levels"),
            (good with { StepsPerLevel = 0 }, "FlowConfig.StepsPerLevel"),
            (good with { Width = 0 }, "FlowConfig.Width"),
            (good with { Kernel = 0 }, "FlowConfig.Kernel"),
            (good with { Bits = 9 }, "FlowConfig.Bits"),
            (good with { Alpha = 0.5 }, "alpha"),
            (good with { Alpha = 0 }, "alpha"),
            (good with { Image = new(1_000_000_000, 2, 2) }, "image"),
            (good with { Image = new(0, 28, 28) }, "image"),
        ])
        {
            Assert.StartsWith(what + ": expected", Assert.Throws<FlowException>(() => bad.Validate()).Message, StringComparison.Ordinal);
        }
    }
}
