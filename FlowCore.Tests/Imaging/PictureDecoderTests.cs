using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Outside;
using SkiaSharp;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class PictureDecoderTests
{
    private const int Height = 3, Width = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void Gray_of_any_depth_is_spread_over_0_to_255(int bits)
    {
        var most = (1 << bits) - 1;
        var picture = Decode(PngBytes.Of(Height, Width, PngBytes.Gray, bits, (y, x) => [Sample(y, x, most)]));
        Assert.Equal((true, false, bits == 16), (picture.Header.IsGray, picture.Header.HasAlpha, picture.Header.Is16Bit));
        AssertPixels(picture, (y, x) =>
        {
            var gray = To8Bits(Sample(y, x, most), bits);
            return new Rgb(gray, gray, gray);
        });
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Colour_of_any_depth_keeps_its_channels_apart(int bits)
    {
        var most = (1 << bits) - 1;
        var picture = Decode(PngBytes.Of(
            Height, Width, PngBytes.Colour, bits, (y, x) => [Sample(y, x, most), most, Sample(x, y, most / 3)]));
        Assert.Equal((false, false, bits == 16), (picture.Header.IsGray, picture.Header.HasAlpha, picture.Header.Is16Bit));
        AssertPixels(picture, (y, x) =>
            new Rgb(To8Bits(Sample(y, x, most), bits), 255, To8Bits(Sample(x, y, most / 3), bits)));
    }

    [Fact]
    public void A_palette_is_looked_up_and_its_transparency_laid_on_the_background()
    {
        byte[] palette = [10, 20, 30, 200, 100, 50, 0, 255, 0];
        var file = PngBytes.Of(Height, Width, PngBytes.Palette, 2, (y, x) => [(y + x) % 3], palette, transparency: [255, 0]);
        var picture = Decode(file);
        Assert.Equal((false, true), (picture.Header.IsGray, picture.Header.HasAlpha));
        Rgb[] seen = [new(10, 20, 30), Rgb.White, new(0, 255, 0)];
        AssertPixels(picture, (y, x) => seen[(y + x) % 3]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(77)]
    public void Straight_alpha_is_laid_on_the_background_to_the_nearest(int background)
    {
        // All 65,536 pairs of a channel and an alpha.
        var picture = Decode(PngBytes.Of(256, 256, PngBytes.ColourAlpha, 8, (y, x) => [y, 255 - y, 9, x]));
        var behind = new Rgb((byte)background, (byte)background, (byte)background);
        foreach (var (value, alpha) in Each.Of(256, 256))
        {
            var (red, green, blue) = picture.Over(behind, value, alpha);
            Assert.Equal((Over(value), Over(255 - value), Over(9)), (red, green, blue));

            byte Over(int front) => (byte)Math.Round(((front * alpha) + (background * (255 - alpha))) / 255.0);
        }
    }

    [Fact]
    public void What_is_fully_transparent_is_the_background_whatever_colour_it_hides()
    {
        var picture = Decode(PngBytes.Of(1, 2, PngBytes.ColourAlpha, 8, (_, x) => [200, 100, 50, 255 * x]));
        Assert.Equal(Rgb.White, picture.Over(Rgb.White, 0, 0));
        Assert.Equal(new Rgb(1, 2, 3), picture.Over(new Rgb(1, 2, 3), 0, 0));
        Assert.Equal(new Rgb(200, 100, 50), picture.Over(Rgb.White, 0, 1));
        Assert.Equal([200, 100, 50, 0], picture.Pixels[..4]);
    }

    [Fact]
    public void Gray_with_alpha_is_gray()
    {
        var picture = Decode(PngBytes.Of(1, 2, PngBytes.GrayAlpha, 8, (_, x) => [100, 51 * x]));
        Assert.Equal((true, true), (picture.Header.IsGray, picture.Header.HasAlpha));
        Assert.Equal(new Rgb(224, 224, 224), picture.Over(Rgb.White, 0, 1));
    }

    [Fact]
    public void Luma_is_rec_601_s_and_leaves_gray_alone()
    {
        Assert.All(Enumerable.Range(0, 256), v => Assert.Equal(v, new Rgb((byte)v, (byte)v, (byte)v).Luma));
        foreach (var (red, green, blue) in Each.Of(16, 16, 16))
        {
            var exact = ((0.299 * red) + (0.587 * green) + (0.114 * blue)) * 17;
            Assert.InRange(new Rgb((byte)(17 * red), (byte)(17 * green), (byte)(17 * blue)).Luma - exact, -0.51, 0.51);
        }
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg, "JPEG", "one that is cut short")]
    [InlineData(SKEncodedImageFormat.Webp, "WebP", "damaged or missing data")]
    [InlineData(SKEncodedImageFormat.Png, "PNG", "one that is cut short")]
    public void A_file_is_what_its_content_says_and_must_be_whole(SKEncodedImageFormat format, string name, string got)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(40, 30, SKColorType.Rgba8888, SKAlphaType.Opaque));
        new System.Random(1).NextBytes(bitmap.GetPixelSpan());
        var file = bitmap.Encode(format, 90).ToArray();
        var picture = Decode(file);
        Assert.Equal(name, picture.Header.Format.ToString(), ignoreCase: true);
        Assert.Equal(new PictureSize(30, 40), picture.Size);

        var cut = Assert.Throws<UnreadableImageException>(() => Decode(file[..(file.Length / 2)]));
        Assert.Equal($"made: expected a whole {name} file, got {got}. Remove it, or fetch it again.", cut.Message);
    }

    [Fact]
    public void Of_an_animation_the_first_frame_is_read_and_the_others_need_not_be_whole()
    {
        var file = SmallPictures.File("animated.gif");
        Rgb[] palette = [new(0, 0, 0), new(250, 0, 0), new(0, 250, 0), new(200, 200, 250)];
        foreach (var picture in new[] { Decode(file), Decode(file[..^20]) })
        {
            foreach (var (row, column) in Each.Of(SmallPictures.Height, SmallPictures.Width))
            {
                Assert.Equal(palette[(row + column) % 4], picture.Over(Rgb.White, row, column));
            }
        }
    }

    [Theory]
    [InlineData(60_000, 60_000, "at most 134217728 pixels, got a header that says 60000×60000. Make the picture smaller.")]
    [InlineData(9_000, 9_000, "a size that its file can hold, got 9000×9000 in 76 bytes. The header is damaged; fetch the file again.")]
    public void A_header_that_promises_too_much_is_refused_before_anything_is_made_for_it(int height, int width, string refusal)
    {
        var file = PngBytes.OfGray(1, 1, (_, _) => 7);
        var whole = PngBytes.Promising(file, height, width);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Assert.Throws<UnreadableImageException>(() => Decode(whole));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Matches($"^made: expected {refusal.Replace("76", "[0-9]+", StringComparison.Ordinal)}$", failure.Message);
    }

    [Fact]
    public void Kinds_that_are_not_read_are_called_by_their_names()
    {
        (byte[] Start, string Name)[] kinds =
        [
            ([], "an empty file"),
            ([.. "II*\0"u8, 8, 0, 0, 0], "TIFF"),
            ([.. "MM\0*"u8, 0, 0, 0, 8], "TIFF"),
            ([0, 0, 0, 24, .. "ftypheic"u8], "HEIC"),
            ([0, 0, 0, 24, .. "ftypavif"u8], "AVIF"),
            ([.. "<!DOCTYPE html>"u8], "HTML, XML or SVG"),
            ([.. "BM is how this text begins"u8], "text"),
            ([0, 0, 0x81, 0x42, 0x81, 0x42], "data of no known kind"),
        ];
        foreach (var (start, name) in kinds)
        {
            var failure = Assert.Throws<UnreadableImageException>(() => Decode(start));
            Assert.StartsWith($"made: expected a PNG, JPEG, WebP, BMP or GIF picture, got {name}. ", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_line()
    {
        foreach (var read in (Action[])[() => PictureDecoder.Decode("no/such.png"), () => PictureDecoder.ReadHeader("no/such.png")])
        {
            Assert.Equal(
                "no/such.png: expected a PNG, JPEG, WebP, BMP or GIF picture, got no such file. Check the path.",
                Assert.Throws<UnreadableImageException>(read).Message);
        }
    }

    private static Picture Decode(byte[] file) => PictureDecoder.Decode(file, "made");

    private static int Sample(int row, int column, int most) => ((row * 7919) + (column * 104_729)) % (most + 1);

    // The upper eight bits of more, and fewer spread so that the largest is 255.
    private static byte To8Bits(int sample, int bits) => (byte)(bits == 16 ? sample >> 8 : sample * 255 / ((1 << bits) - 1));

    private static void AssertPixels(Picture picture, Func<int, int, Rgb> expected)
    {
        Assert.Equal(new PictureSize(Height, Width), picture.Size);
        foreach (var (row, column) in Each.Of(Height, Width))
        {
            Assert.Equal((row, column, expected(row, column)), (row, column, picture.Over(Rgb.White, row, column)));
        }
    }
}
