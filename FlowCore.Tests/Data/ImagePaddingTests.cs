using FlowCore.Data;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data;

public sealed class ImagePaddingTests
{
    public static TheoryData<int, int, int, int, int> Sizes { get; } = new()
    {
        { 1, 25, 25, 26, 26 },
        { 1, 28, 28, 32, 32 },
        { 3, 7, 8, 8, 8 },
        { 3, 8, 7, 8, 8 },
        { 2, 1, 1, 5, 9 },
        { 4, 6, 5, 6, 5 },
        { 1, 3, 5, 16, 6 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rows_and_columns_are_copies_of_the_last_and_cut_off_again(int channels, int height, int width, int toHeight, int toWidth)
    {
        const int Count = 3;
        var (shape, to) = (new ImageShape(channels, height, width), new ImageShape(channels, toHeight, toWidth));
        var images = TestImages.All(TestImages.Noise(shape, Count, seed: 5)).Pixels;
        var padded = new byte[Count * to.Dimensions];
        ImagePadding.Pad(images, shape, padded, to);
        foreach (var (plane, y, x) in Each.Of(Count * channels, toHeight, toWidth))
        {
            var source = (plane * shape.Plane) + (Math.Min(y, height - 1) * width) + Math.Min(x, width - 1);
            Assert.Equal(images[source], padded[(plane * to.Plane) + (y * toWidth) + x]);
        }

        var back = new byte[images.Length];
        ImagePadding.Cut(padded, to, back, shape);
        Assert.Equal(images, back);
    }
}
