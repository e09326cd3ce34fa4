using System.Buffers.Binary;
using FlowCore.Tests.Support;
using SkiaSharp;

namespace FlowCore.Tests.Imaging;

/// <summary>One small picture as a file of each kind.</summary>
internal static class SmallPictures
{
    public const int Height = 11, Width = 13;

    public static byte[] File(string name) => name switch
    {
        "gray.png" => PngBytes.OfGray(Height, Width, (y, x) => (y * 20) + x),
        "alpha.png" => PngBytes.Of(Height, Width, PngBytes.ColourAlpha, 8, (y, x) => [y * 20, x * 15, 99, y * x]),
        "palette.png" => PngBytes.Of(Height, Width, PngBytes.Palette, 2, (y, x) => [(y + x) % 4], [.. Enumerable.Range(0, 12).Select(i => (byte)(20 * i))]),
        "colour.jpg" => Encoded(SKEncodedImageFormat.Jpeg, 80),
        "colour.webp" => Encoded(SKEncodedImageFormat.Webp, 80),
        "lossless.webp" => Encoded(SKEncodedImageFormat.Webp, 100),
        "held.webp" => ExifBytes.InWebP(Encoded(SKEncodedImageFormat.Webp, 80), Height, Width, ExifBytes.Of(3, isBigEndian: false)),
        "colour.bmp" => Bmp(),
        "palette.gif" => Gif(frames: 1),
        "animated.gif" => Gif(frames: 2),
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

    /// <summary>24 bits a pixel, bottom row first, rows of whole words.</summary>
    private static byte[] Bmp()
    {
        const int Header = 54, Stride = ((3 * Width) + 3) / 4 * 4;
        var file = new byte[Header + (Stride * Height)];
        "BM"u8.CopyTo(file);
        int[] fields = [file.Length, 0, Header, 40, Width, Height, 1 | (24 << 16)];
        for (var i = 0; i < fields.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2 + (4 * i)), fields[i]);
        }

        foreach (var (y, x) in Each.Of(Height, Width))
        {
            var at = Header + ((Height - 1 - y) * Stride) + (3 * x);
            (file[at], file[at + 1], file[at + 2]) = ((byte)(y * x), (byte)(x * 15), (byte)(y * 20));
        }

        return file;
    }

    private static byte[] Gif(int frames) =>
    [
        .. "GIF89a"u8, Width, 0, Height, 0, 0x81, 0, 0,
        0, 0, 0, 250, 0, 0, 0, 250, 0, 200, 200, 250,
        .. Enumerable.Range(0, frames).SelectMany(GifFrame),
        0x3B,
    ];

    /// <summary>Colour (y + x + frame) mod 4; every code follows a clear, so that all codes have three bits.</summary>
    private static byte[] GifFrame(int frame)
    {
        var bits = new List<int>();
        void Code(int code) => bits.AddRange([code & 1, (code >> 1) & 1, code >> 2]);
        foreach (var (y, x) in Each.Of(Height, Width))
        {
            Code(4);
            Code((y + x + frame) % 4);
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
