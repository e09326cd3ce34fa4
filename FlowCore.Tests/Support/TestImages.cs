using FlowCore.Data;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;

namespace FlowCore.Tests.Support;

/// <summary>Small sets of images for tests.</summary>
internal static class TestImages
{
    /// <summary>Pixels drawn uniformly: the hardest images there are.</summary>
    public static InMemoryImageSet Noise(ImageShape shape, int count, ulong seed)
    {
        var random = new PhiloxSequence(new RandomKey(seed, RandomStream.Weights, 77));
        var pixels = new byte[count * shape.Dimensions];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)random.NextBelow(256);
        }

        return new InMemoryImageSet("noise", shape, pixels);
    }

    /// <summary>Images whose pixel at (channel, row, column) of image n is a function of those.</summary>
    public static InMemoryImageSet Of(ImageShape shape, int count, Func<int, int, int, int, int> pixel)
    {
        var pixels = new byte[count * shape.Dimensions];
        var next = 0;
        for (var n = 0; n < count; n++)
        {
            foreach (var (channel, row, column) in Each.Of(shape.Channels, shape.Height, shape.Width))
            {
                pixels[next++] = (byte)pixel(n, channel, row, column);
            }
        }

        return new InMemoryImageSet("made", shape, pixels);
    }

    public static ImageBatch All(IImageSet set) => set.Batch([.. Enumerable.Range(0, set.Count)]);
}
