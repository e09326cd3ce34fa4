using FlowCore.Imaging;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class SinglePictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_is_the_image_that_a_folder_of_it_has()
    {
        var path = _folder.Write("a.png", PngBytes.OfColour(6, 9, (y, x) => (20 * y, 25 * x, 7)));
        foreach (var (options, shape) in ((PictureOptions, ImageShape)[])
        [
            (new PictureOptions(), new ImageShape(3, 6, 9)),
            (new PictureOptions { Channels = 1 }, new ImageShape(1, 6, 9)),
            (new PictureOptions { Crop = PictureCrop.Center }, new ImageShape(3, 6, 6)),
            (new PictureOptions { Crop = PictureCrop.To(new(4, 5)) }, new ImageShape(3, 4, 5)),
            (new PictureOptions { ImageSize = new PictureSize(3, 5) }, new ImageShape(3, 3, 5)),
        ])
        {
            var expected = new byte[shape.Dimensions];
            PictureFolder.Open(_folder.Path, options).Read([0], expected);
            var image = SinglePicture.Read(path, shape, options);
            Assert.Equal((1, shape), (image.Count, image.Shape));
            Assert.Null(image.Labels);
            Assert.Equal(expected, image.Pixels);
        }
    }

    [Fact]
    public void The_channels_are_those_of_the_shape()
    {
        var gray = _folder.Write("g.png", PngBytes.OfGray(2, 2, (y, x) => (100 * y) + x));
        Assert.Equal([0, 1, 100, 101, 0, 1, 100, 101, 0, 1, 100, 101], SinglePicture.Read(gray, new(3, 2, 2), new PictureOptions()).Pixels);
        Assert.Equal([0, 1, 100, 101], SinglePicture.Read(gray, new(1, 2, 2), new PictureOptions { Channels = 3 }).Pixels);
    }

    [Fact]
    public void What_becomes_no_image_of_the_shape_is_refused_in_a_line()
    {
        var path = _folder.Write("a.png", PngBytes.OfGray(6, 9, (y, x) => y + x));
        Assert.Equal(
            $"{path}: expected a picture of 8×8, as the model has them, got 6×9. "
                + "Crop it with PictureOptions.Crop or resample it with PictureOptions.ImageSize.",
            Refusal(new(1, 8, 8), new PictureOptions()));
        Assert.StartsWith(
            $"{path}: expected a picture of 8×8, as the model has them, got 6×9, which becomes 6×6. ",
            Refusal(new(1, 8, 8), new PictureOptions { Crop = PictureCrop.Center }),
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"{path}: expected a picture of 8×8, as the model has them, got 6×9. ",
            Refusal(new(1, 8, 8), new PictureOptions { Crop = PictureCrop.To(new(8, 8)) }),
            StringComparison.Ordinal);
        Assert.Equal(
            $"{path}: expected an image of 2×6×9, got a picture, which has 1 or 3 channels. Take the image from an array.",
            Refusal(new(2, 6, 9), new PictureOptions()));

        string Refusal(ImageShape shape, PictureOptions options) =>
            Assert.ThrowsAny<FlowException>(() => SinglePicture.Read(path, shape, options)).Message;
    }
}
