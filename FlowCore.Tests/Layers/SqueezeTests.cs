using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Layers;

public sealed class SqueezeTests
{
    [Fact]
    public void Four_by_four_pixels_become_four_channels_in_Glows_order()
    {
        using var backend = new ReferenceBackend();
        using var layer = new PlacedLayer(backend, new Squeeze("squeeze", new ImageShape(1, 4, 4)), seed: 0);
        var (z, logDet) = layer.Forward([.. Enumerable.Range(0, 16).Select(i => (double)i)], samples: 1);
        Assert.Equal([0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15], z);
        Assert.Equal([0.0], logDet);
    }

    [Fact]
    public void A_second_channel_follows_the_first_ones_four()
    {
        using var backend = new ReferenceBackend();
        using var layer = new PlacedLayer(backend, new Squeeze("squeeze", new ImageShape(2, 2, 2)), seed: 0);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], layer.Forward([0, 1, 2, 3, 4, 5, 6, 7], samples: 1).Value);
        Assert.Equal(new ImageShape(8, 1, 1), layer.Layer.OutputShape);
    }

    [Theory]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    public void An_odd_side_is_refused(int height, int width)
    {
        var failure = Assert.Throws<ShapeException>(() => new Squeeze("level3.squeeze", new ImageShape(1, height, width)));
        Assert.StartsWith($"level3.squeeze: expected an even height and width, got 1×{height}×{width}.", failure.Message, StringComparison.Ordinal);
    }
}
