using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Imaging;

/// <summary>A folder of gray pictures is a set of gray images, whatever the files could hold.</summary>
public sealed class GrayPictureTests : IDisposable
{
    private const int Height = SmallPictures.Height, Width = SmallPictures.Width;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds { get; } =
    [
        "gray.png", "colour.png", "palette.png", "alpha.png", "wide.png", "lossy.webp", "lossless.webp", "gray.jpg", "colour.jpg",
        "bits8.bmp", "bits24.bmp", "palette.gif",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gray_files_of_any_kind_make_gray_images(string name)
    {
        _folder.Write(name, File(name, (y, x) => Gray(y, x)));
        _folder.Write($"other.{name}", File(name, (y, x) => Gray(x, y)));
        foreach (var (mostHeld, mostDecoded) in new[] { (1L << 27, 1L << 20), (1L << 27, 0), (0, 0) })
        {
            var set = PictureFolder.Open(_folder.Path, new PictureOptions(), strict: false, new MemoryBudget(mostHeld, mostHeld), mostDecoded);
            Assert.Equal((2, new ImageShape(1, Height, Width)), (set.Count, set.Shape));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_picture_in_colour_makes_all_of_them_colour(string name)
    {
        _folder.Write(name, File(name, (y, x) => Gray(y, x)));
        _folder.Write("z.png", PngBytes.OfColour(Height, Width, (y, x) => (y, y, y + (x / 12))));
        var options = new PictureOptions();
        Assert.Equal(3, PictureFolder.Open(_folder.Path, options).Shape.Channels);
        Assert.Equal(1, PictureFolder.Open(_folder.Path, options with { Channels = 1 }).Shape.Channels);
    }

    [Fact]
    public void What_is_behind_a_transparent_picture_counts()
    {
        _folder.Write("a.png", File("alpha.png", Gray));
        Assert.Equal(1, PictureFolder.Open(_folder.Path, new PictureOptions()).Shape.Channels);
        Assert.Equal(3, PictureFolder.Open(_folder.Path, new PictureOptions { Background = new(0, 0, 255) }).Shape.Channels);
    }

    private static int Gray(int y, int x) => ((y * 5) + x) % 4 * 60;

    private static byte[] File(string name, Func<int, int, int> gray) => name switch
    {
        "gray.png" => PngBytes.OfGray(Height, Width, gray),
        "colour.png" => PngBytes.OfColour(Height, Width, (y, x) => (gray(y, x), gray(y, x), gray(y, x))),
        "palette.png" => PngBytes.Of(
            Height, Width, PngBytes.Palette, 2, (y, x) => [gray(y, x) / 60], [0, 0, 0, 60, 60, 60, 120, 120, 120, 180, 180, 180]),
        "alpha.png" => PngBytes.Of(
            Height, Width, PngBytes.ColourAlpha, 8, (y, x) => [gray(y, x), gray(y, x), gray(y, x), 200]),
        "wide.png" => PngBytes.Of(
            Height, Width, PngBytes.Colour, 16, (y, x) => [257 * gray(y, x), 257 * gray(y, x), 257 * gray(y, x)]),
        "gray.jpg" => Encoded(SKEncodedImageFormat.Jpeg, SKColorType.Gray8, 80, gray),
        "colour.jpg" => Encoded(SKEncodedImageFormat.Jpeg, SKColorType.Rgba8888, 80, gray),
        "lossy.webp" => Encoded(SKEncodedImageFormat.Webp, SKColorType.Rgba8888, 80, gray),
        "lossless.webp" => Encoded(SKEncodedImageFormat.Webp, SKColorType.Rgba8888, 100, gray),
        "bits8.bmp" => SmallPictures.GrayBmp(8, gray),
        "bits24.bmp" => SmallPictures.GrayBmp(24, gray),
        "palette.gif" => SmallPictures.GrayGif((y, x) => gray(y, x) / 60),
        _ => throw new ArgumentException(name),
    };

    private static byte[] Encoded(SKEncodedImageFormat format, SKColorType type, int quality, Func<int, int, int> gray)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(SmallPictures.Width, SmallPictures.Height, type, SKAlphaType.Opaque));
        foreach (var (y, x) in Each.Of(Height, Width))
        {
            bitmap.SetPixel(x, y, new SKColor((byte)gray(y, x), (byte)gray(y, x), (byte)gray(y, x)));
        }

        return bitmap.Encode(format, quality).ToArray();
    }
}
