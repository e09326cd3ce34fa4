using FlowCore.Tests.Support;
using FlowCore.Tools.Imaging;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class UprightTests
{
    // Sides of whole JPEG blocks, so that the grays of the four quarters keep apart.
    private const int Height = 16, Width = 32;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void However_the_camera_was_held_the_scene_is_upright(int orientation)
    {
        foreach (var isBigEndian in new[] { false, true })
        {
            var file = WithExif(Stored(orientation), orientation, isBigEndian);
            var picture = PictureDecoder.Decode(file, "made");
            Assert.Equal(new PictureSize(Height, Width), picture.Size);
            foreach (var (row, column) in Each.Of(Height, Width))
            {
                Assert.InRange(picture.Over(Rgb.White, row, column).Red - Scene(row, column), -3, 3);
            }

            using var folder = new TemporaryFolder();
            Assert.Equal(picture.Header, PictureDecoder.ReadHeader(folder.Write("held.jpg", file)));
        }
    }

    private static int Scene(int row, int column) => 40 + (row < Height / 2 ? 0 : 45) + (column < Width / 2 ? 0 : 90);

    /// <summary>What a camera stores, by EXIF's words: which sides of the scene its 0th row and 0th column are.</summary>
    private static byte[] Stored(int orientation)
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

        return bitmap.Encode(SKEncodedImageFormat.Jpeg, 100).ToArray();
    }

    /// <summary>A JPEG with an APP1 segment of one entry, the orientation (tag 0x0112, one SHORT).</summary>
    private static byte[] WithExif(byte[] jpeg, int orientation, bool isBigEndian)
    {
        var value = (byte)orientation;
        byte[] tiff = isBigEndian
            ? [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0]
            : [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0];
        byte[] segment = [0xFF, 0xE1, 0, (byte)(2 + 6 + tiff.Length), .. "Exif\0\0"u8, .. tiff];
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }
}
