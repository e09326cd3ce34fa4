using System.Numerics.Tensors;
using FlowCore.Data;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data;

public sealed class ImageNumbersTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(5)]
    [InlineData(1)]
    public void Every_level_comes_back_from_its_float(int bits)
    {
        var levels = 1 << bits;
        byte[] pixels = [.. Enumerable.Range(0, levels).Select(v => (byte)v)];
        var shape = new ImageShape(1, 1, levels);
        var images = ImageBatch.Of(pixels, shape);
        var floats = images.ToFloats(bits);
        Assert.Equal((0f, 1f), (floats[0], floats[^1]));
        Assert.Equal(pixels, ImageBatch.Of(floats, shape, bits).Pixels);
    }

    [Fact]
    public void Numbers_between_two_levels_go_to_the_nearer()
    {
        var images = ImageBatch.Of([0.4f / 255, 0.6f / 255, 254.4f / 255, 254.6f / 255], new ImageShape(1, 2, 2));
        Assert.Equal([0, 1, 254, 255], images.Pixels);
    }

    [Fact]
    public void A_tensor_with_other_strides_is_read_by_its_axes()
    {
        // [N, H, W, C] in memory, seen as [N, C, H, W].
        var shape = new ImageShape(3, 2, 4);
        var images = TestImages.All(TestImages.Noise(shape, 5, seed: 3));
        var floats = images.ToFloats();
        var byPixel = new float[floats.Length];
        for (var i = 0; i < floats.Length; i++)
        {
            var (image, rest) = Math.DivRem(i, shape.Dimensions);
            var (channel, place) = Math.DivRem(rest, shape.Plane);
            byPixel[(image * shape.Dimensions) + (place * shape.Channels) + channel] = floats[i];
        }

        var seen = new ReadOnlyTensorSpan<float>(byPixel, [5, 3, 2, 4], [24, 1, 12, 3]);
        var read = ImageBatch.Of(seen);
        Assert.Equal(shape, read.Shape);
        Assert.Equal(images.Pixels, read.Pixels);
        Assert.Equal([0, 1, 2, 3, 4], read.Ids);

        var one = ImageBatch.Of(new ReadOnlyTensorSpan<float>(floats.AsSpan(0, 24), [3, 2, 4]));
        Assert.Equal((1, shape), (one.Count, one.Shape));
        Assert.Equal(images.Image(0), one.Pixels);
    }

    [Theory]
    [InlineData(float.NaN, "images: pixel 2: expected a number from 0 to 1, got NaN. Divide bytes by 255, or give them as bytes.")]
    [InlineData(1.001f, "images: pixel 2: expected a number from 0 to 1, got 1.001. Divide bytes by 255, or give them as bytes.")]
    [InlineData(-0.001f, "images: pixel 2: expected a number from 0 to 1, got -0.001. Divide bytes by 255, or give them as bytes.")]
    public void A_number_that_is_no_pixel_is_refused_with_its_place(float number, string line)
    {
        var failure = Assert.Throws<FlowException>(() => ImageBatch.Of([0, 1, number, 0], new ImageShape(1, 2, 2)));
        Assert.Equal(line, failure.Message);
    }

    [Fact]
    public void What_is_not_whole_images_is_refused()
    {
        var shape = new ImageShape(1, 2, 2);
        Assert.Equal(
            "images: expected whole images of 1×2×2, got 5 pixels.",
            Assert.Throws<ShapeException>(() => ImageBatch.Of(new byte[5], shape)).Message);
        Assert.Contains("one of 2 axes", Assert.Throws<ShapeException>(() => ImageBatch.Of(new TensorSpan<float>(new float[4], [2, 2]))).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => ImageBatch.Of(new byte[4], shape, [1, 2]));
        Assert.Throws<FlowException>(() => ImageBatch.Of(new float[4], shape, bits: 9));
        Assert.Throws<FlowException>(() => ImageBatch.Of(new byte[4], shape).ToFloats(bits: 0));
        Assert.Equal(0, ImageBatch.Of(ReadOnlySpan<byte>.Empty, shape).Count);
    }
}
