using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class PictureGridTests : IDisposable
{
    private static readonly SKColor Gap = new(0x40, 0x40, 0x40);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_red_left_half_stays_red_and_left()
    {
        // 16 rows of 32 columns: taken the wrong way round, red would be striped or on top.
        var images = TestImages.All(TestImages.Of(
            new ImageShape(3, 16, 32), 1, (_, channel, _, column) => (channel, column) switch
            {
                (0, < 16) => 250,
                (2, >= 16) => 120,
                _ => 10,
            }));
        using var picture = Draw(images);
        for (var y = 1; y < picture.Height - 1; y++)
        {
            for (var x = 1; x < picture.Width - 1; x++)
            {
                Assert.Equal(x <= 32 ? new SKColor(250, 10, 10) : new SKColor(10, 10, 120), picture.GetPixel(x, y));
            }
        }
    }

    [Fact]
    public void Every_byte_of_every_image_is_in_the_picture_and_a_gap_around_each()
    {
        var shape = new ImageShape(1, 6, 8);
        var images = TestImages.All(TestImages.Noise(shape, 7, seed: 5));
        using var picture = Draw(images);
        const int Scale = 4;
        Assert.Equal((1 + (3 * ((Scale * 8) + 1)), 1 + (3 * ((Scale * 6) + 1))), (picture.Width, picture.Height));
        foreach (var (image, row, column) in Each.Of(7, 6, 8))
        {
            var grey = images.Image(image)[(row * 8) + column];
            var (left, top) = (1 + (image % 3 * 33) + (Scale * column), 1 + (image / 3 * 25) + (Scale * row));
            Assert.Equal(new SKColor(grey, grey, grey), picture.GetPixel(left, top));
            Assert.Equal(new SKColor(grey, grey, grey), picture.GetPixel(left + Scale - 1, top + Scale - 1));
        }

        Assert.All([(0, 0), (33, 5), (5, 25), (99, 75), (50, 60)], at => Assert.Equal(Gap, picture.GetPixel(at.Item1, at.Item2)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Channels_past_three_are_left_out_and_two_show_the_first_as_grey(int channels)
    {
        var images = TestImages.All(TestImages.Of(new ImageShape(channels, 2, 2), 1, (_, channel, _, _) => 50 * (channel + 1)));
        using var picture = Draw(images);
        Assert.Equal(channels == 2 ? new SKColor(50, 50, 50) : new SKColor(50, 100, 150), picture.GetPixel(2, 2));
    }

    [Fact]
    public void The_same_images_give_the_same_file()
    {
        var images = TestImages.All(TestImages.Noise(new ImageShape(3, 9, 5), 4, seed: 1));
        Draw(images, "a.png").Dispose();
        Draw(images, "b.png").Dispose();
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("a.png")), File.ReadAllBytes(_folder.PathOf("b.png")));
    }

    [Fact]
    public void A_row_is_as_long_as_asked_for_and_places_that_are_left_out_stay_empty()
    {
        var shape = new ImageShape(1, 50, 60);
        var images = TestImages.All(TestImages.Of(shape, 7, (_, _, _, _) => 200));
        new PictureGrid(shape, 7, columns: 5).Save(_folder.PathOf("grid.png"), images, leftOut: [1, 6]);
        using var picture = SKBitmap.Decode(_folder.PathOf("grid.png"));
        Assert.Equal((1 + (5 * 61), 1 + (2 * 51)), (picture.Width, picture.Height));
        for (var place = 0; place < 10; place++)
        {
            var expected = place is 1 or > 5 ? Gap : new SKColor(200, 200, 200);
            Assert.Equal(expected, picture.GetPixel(30 + (place % 5 * 61), 30 + (place / 5 * 51)));
        }

        Assert.Equal(
            "picture: expected 1 column or more, got 0.",
            Assert.Throws<FlowException>(() => new PictureGrid(shape, 7, columns: 0)).Message);
    }

    private SKBitmap Draw(ImageBatch images, string name = "grid.png")
    {
        new PictureGrid(images.Shape, images.Count).Save(_folder.PathOf(name), images);
        return SKBitmap.Decode(_folder.PathOf(name));
    }
}
