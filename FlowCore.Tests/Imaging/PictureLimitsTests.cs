using System.Buffers.Binary;
using FlowCore.Data;
using FlowCore.Imaging;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class PictureLimitsTests
{
    private const int Side = 2304;

    [Theory]
    [InlineData(PngBytes.Colour, 8, 344)]
    [InlineData(PngBytes.ColourAlpha, 16, 129)]
    [InlineData(PngBytes.Gray, 1, 8256)]
    public void A_png_holds_what_deflate_can_make_of_its_bytes(byte colourType, int bits, int pixelsPerByte)
    {
        var small = PngBytes.Of(1, 1, colourType, bits, (_, _) => [0, 0, 0, 0]);
        var padding = (Side * Side / pixelsPerByte) - small.Length - 12;
        AssertTooMuch(PngBytes.WithChunk(PngBytes.Promising(small, Side, Side), "tEXt"u8, new byte[padding - 10]));

        // Of the right length it is refused for its pixels.
        var cut = PngBytes.WithChunk(PngBytes.Promising(small, Side, Side), "tEXt"u8, new byte[padding + 10]);
        Assert.Contains("expected a whole PNG file", Refusal(cut), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(24)]
    [InlineData(32)]
    public void A_bitmap_holds_its_bits(int bits)
    {
        var whole = Bitmap(bits);
        Assert.Equal(new PictureSize(Side, Side), PictureDecoder.Decode(whole, "made").Size);
        AssertTooMuch(whole[..^4096]);
    }

    [Fact]
    public void A_picture_that_packs_well_is_read()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Gray8, SKAlphaType.Opaque));
        bitmap.GetPixelSpan().Clear();
        var file = bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray();
        Assert.InRange(file.Length, 1, 1 << 16);
        Assert.Equal(new PictureSize(Side, Side), PictureDecoder.Decode(file, "made").Size);
    }

    private static void AssertTooMuch(byte[] file) =>
        Assert.StartsWith($"made: expected a size that its file can hold, got {Side}×{Side} in ", Refusal(file), StringComparison.Ordinal);

    private static string Refusal(byte[] file) =>
        Assert.Throws<UnreadableImageException>(() => PictureDecoder.Decode(file, "made")).Message;

    /// <summary>Black, without runs; rows are whole words as they are.</summary>
    private static byte[] Bitmap(int bits)
    {
        const int Header = 54;
        var colours = bits <= 8 ? 1 << bits : 0;
        var pixels = Header + (4 * colours);
        var file = new byte[pixels + (Side * Side / 8 * bits)];
        "BM"u8.CopyTo(file);
        int[] fields = [file.Length, 0, pixels, 40, Side, Side, 1 | (bits << 16)];
        for (var i = 0; i < fields.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2 + (4 * i)), fields[i]);
        }

        return file;
    }
}
