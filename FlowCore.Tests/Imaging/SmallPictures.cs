using System.Buffers.Binary;
using FlowCore.Outside;
using SkiaSharp;

namespace FlowCore.Tests.Imaging;

/// <summary>One small picture as a file of each kind.</summary>
internal static class SmallPictures
{
    public const int Height = 11, Width = 13;

    private static readonly byte[] Colours = [0, 0, 0, 250, 0, 0, 0, 250, 0, 200, 200, 250];

    public static byte[] File(string name) => name switch
    {
        "gray.png" => PngBytes.OfGray(Height, Width, (y, x) => (y * 20) + x),
        "alpha.png" => PngBytes.Of(Height, Width, PngBytes.ColourAlpha, 8, (y, x) => [y * 20, x * 15, 99, y * x]),
        "palette.png" => PngBytes.Of(Height, Width, PngBytes.Palette, 2, (y, x) => [(y + x) % 4], [.. Enumerable.Range(0, 12).Select(i => (byte)(20 * i))]),
        "colour.jpg" => Encoded(SKEncodedImageFormat.Jpeg, 80),
        "colour.webp" => Encoded(SKEncodedImageFormat.Webp, 80),
        "lossless.webp" => Encoded(SKEncodedImageFormat.Webp, 100),
        "held.webp" => ExifBytes.InWebP(Encoded(SKEncodedImageFormat.Webp, 80), Height, Width, ExifBytes.Of(3, isBigEndian: false)),
        "colour.bmp" => Bmp(24, [], (y, x) => [(byte)(y * x), (byte)(x * 15), (byte)(y * 20)]),
        "palette.gif" => Gif(Colours, [(y, x) => (y + x) % 4]),
        "animated.gif" => Gif(Colours, [(y, x) => (y + x) % 4, (y, x) => (y + x + 1) % 4]),
        _ => throw new ArgumentException(name),
    };

    private static byte[] Encoded(SKEncodedImageFormat format, int quality)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        foreach (var (y, x) in Each.Of(Height, Width))
        {
            bitmap.SetPixel(x, y, new SKColor((byte)(y * 20), (byte)(x * 15), (byte)(y * x)));
        }

        return bitmap.Encode(format, quality).ToArray();
    }

    /// <summary>Gray, with 8 bits a pixel and a palette or 24 without.</summary>
    public static byte[] GrayBmp(int bits, Func<int, int, int> gray) => bits == 8
        ? Bmp(8, [.. Enumerable.Range(0, 256).SelectMany(i => (byte[])[(byte)i, (byte)i, (byte)i, 0])], (y, x) => [(byte)gray(y, x)])
        : Bmp(24, [], (y, x) => [(byte)gray(y, x), (byte)gray(y, x), (byte)gray(y, x)]);

    /// <summary>Four grays, as black, dark, light and white as their index says.</summary>
    public static byte[] GrayGif(Func<int, int, int> index) => Gif([0, 0, 0, 80, 80, 80, 160, 160, 160, 255, 255, 255], [index]);

    /// <summary>Rows of whole words, the bottom one first.</summary>
    private static byte[] Bmp(int bits, byte[] palette, Func<int, int, byte[]> pixel)
    {
        const int Header = 54;
        var stride = ((bits / 8 * Width) + 3) / 4 * 4;
        var pixels = Header + palette.Length;
        var file = new byte[pixels + (stride * Height)];
        "BM"u8.CopyTo(file);
        int[] fields = [file.Length, 0, pixels, 40, Width, Height, 1 | (bits << 16)];
        for (var i = 0; i < fields.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2 + (4 * i)), fields[i]);
        }

        palette.CopyTo(file, Header);
        foreach (var (y, x) in Each.Of(Height, Width))
        {
            pixel(y, x).CopyTo(file, pixels + ((Height - 1 - y) * stride) + (bits / 8 * x));
        }

        return file;
    }

    private static byte[] Gif(byte[] palette, Func<int, int, int>[] frames) =>
    [
        .. "GIF89a"u8, Width, 0, Height, 0, 0x81, 0, 0,
        .. palette,
        .. frames.SelectMany(GifFrame),
        0x3B,
    ];

    /// <summary>Every code follows a clear, so that all codes have three bits.</summary>
    private static byte[] GifFrame(Func<int, int, int> index)
    {
        var bits = new List<int>();
        void Code(int code) => bits.AddRange([code & 1, (code >> 1) & 1, code >> 2]);
        foreach (var (y, x) in Each.Of(Height, Width))
        {
            Code(4);
            Code(index(y, x));
        }

        Code(5);
        var data = bits.Chunk(8).Select(eight => (byte)eight.Select((bit, i) => bit << i).Sum());
        return
        [
            0x2C, 0, 0, 0, 0, Width, 0, Height, 0, 0, 2,
            .. data.Chunk(255).SelectMany(part => (byte[])[(byte)part.Length, .. part]),
            0,
        ];
    }
}
