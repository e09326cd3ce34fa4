using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Imaging;

/// <summary>Arrays are cropped and resampled to the very pixels that pictures of them are.</summary>
public sealed class FramedImagesTests : IDisposable
{
    private const int Count = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, "9x11", null)]
    [InlineData(3, null, "8x6")]
    [InlineData(3, "center", "4x8")]
    [InlineData(1, "center", null)]
    [InlineData(3, "9x11", "20x31")]
    [InlineData(1, "13x17", "13x17")]
    public void As_pictures_so_arrays(int channels, string? crop, string? size)
    {
        var shape = new ImageShape(channels, 13, 17);
        var arrays = TestImages.Noise(shape, Count, seed: 6);
        for (var i = 0; i < Count; i++)
        {
            var image = arrays.Batch([i]).Pixels;
            _folder.Write($"{i}.png", channels == 1
                ? PngBytes.OfGray(13, 17, (y, x) => Pixel(0, y, x))
                : PngBytes.OfColour(13, 17, (y, x) => (Pixel(0, y, x), Pixel(1, y, x), Pixel(2, y, x))));

            int Pixel(int channel, int y, int x) => image[(channel * 13 * 17) + (y * 17) + x];
        }

        var options = new PictureOptions
        {
            Crop = crop switch
            {
                null => PictureCrop.None,
                "center" => PictureCrop.Center,
                _ => PictureCrop.To(PictureSize.TryRead(crop)!.Value),
            },
            ImageSize = size is null ? null : PictureSize.TryRead(size),
        };
        var (framed, pictures) = (new FramedImages(arrays, options), PictureFolder.Open(_folder.Path, options));
        Assert.Equal((pictures.Shape, Count), (framed.Shape, framed.Count));
        Assert.Equal(pictures.Batch([2, 0, 2]).Pixels, framed.Batch([2, 0, 2]).Pixels);
        Assert.Equal([2, 0], framed.Batch([2, 0]).Ids);
    }

    [Fact]
    public void A_crop_larger_than_the_images_is_refused() => Assert.Equal(
        "noise: expected at least 14×2 for the crop, got 13×17. Use a smaller PictureOptions.Crop.",
        Assert.Throws<FlowException>(() => new FramedImages(
            TestImages.Noise(new(1, 13, 17), 2, seed: 1), new PictureOptions { Crop = PictureCrop.To(new(14, 2)) })).Message);
}
