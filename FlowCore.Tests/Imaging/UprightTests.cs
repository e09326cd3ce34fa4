using FlowCore.Imaging;
using FlowCore.Outside;
using FlowCore.Tests.Support;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class UprightTests
{
    // Sides of whole JPEG blocks, so that the grays of the four quarters keep apart.
    private const int Height = 16, Width = 32;

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    public void However_the_camera_was_held_the_scene_is_upright(string kind)
    {
        foreach (var (held, order) in Each.Of(8, 2))
        {
            var file = Held(kind, held + 1, isBigEndian: order == 1);
            var picture = PictureDecoder.Decode(file, "made");
            Assert.Equal(new PictureSize(Height, Width), picture.Size);
            foreach (var (row, column) in Each.Of(Height, Width))
            {
                var difference = picture.Over(Rgb.White, row, column).Red - Scene(row, column);
                Assert.True(Math.Abs(difference) <= 3, $"{kind} with orientation {held + 1} at ({row}, {column}): {difference} too much.");
            }

            using var folder = new TemporaryFolder();
            Assert.Equal(picture.Header, PictureDecoder.ReadHeader(folder.Write("held", file)));
        }
    }

    private static int Scene(int row, int column) => 40 + (row < Height / 2 ? 0 : 45) + (column < Width / 2 ? 0 : 90);

    /// <summary>What a camera stores, by EXIF's words: which sides of the scene its 0th row and 0th column are.</summary>
    private static byte[] Stored(int orientation, SKEncodedImageFormat format)
    {
        const int Bottom = Height - 1, Right = Width - 1;
        Func<int, int, int> pixel = orientation switch
        {
            1 => (row, column) => Scene(row, column),
            2 => (row, column) => Scene(row, Right - column),
            3 => (row, column) => Scene(Bottom - row, Right - column),
            4 => (row, column) => Scene(Bottom - row, column),
            5 => (row, column) => Scene(column, row),
            6 => (row, column) => Scene(column, Right - row),
            7 => (row, column) => Scene(Bottom - column, Right - row),
            _ => (row, column) => Scene(Bottom - column, row),
        };
        var (height, width) = orientation < 5 ? (Height, Width) : (Width, Height);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8));
        foreach (var (row, column) in Each.Of(height, width))
        {
            bitmap.GetPixelSpan()[(row * bitmap.RowBytes) + column] = (byte)pixel(row, column);
        }

        return bitmap.Encode(format, 100).ToArray();
    }

    private static byte[] Held(string kind, int orientation, bool isBigEndian)
    {
        var exif = ExifBytes.Of(orientation, isBigEndian);
        return kind switch
        {
            "jpg" => ExifBytes.InJpeg(Stored(orientation, SKEncodedImageFormat.Jpeg), exif),
            "png" => ExifBytes.InPng(Stored(orientation, SKEncodedImageFormat.Png), exif),
            _ => orientation < 5
                ? ExifBytes.InWebP(Stored(orientation, SKEncodedImageFormat.Webp), Height, Width, exif)
                : ExifBytes.InWebP(Stored(orientation, SKEncodedImageFormat.Webp), Width, Height, exif),
        };
    }
}
