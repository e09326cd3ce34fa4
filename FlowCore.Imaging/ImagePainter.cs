using FlowCore.Tensors;
using SkiaSharp;

namespace FlowCore.Imaging;

/// <summary>
/// Puts images into pictures. The first three channels are red, green and blue; with fewer than three the first one is grey. Pixels
/// of fewer bits are spread over 0…255, and each becomes a square of whole pixels.
/// </summary>
/// <param name="shape">The images.</param>
/// <param name="bits">Bits of a pixel.</param>
/// <param name="scale">The side of a pixel's square.</param>
internal readonly struct ImagePainter(ImageShape shape, int bits, int scale)
{
    private readonly int _white = (1 << bits) - 1;

    /// <summary>Paints an image.</summary>
    /// <param name="image"><c>[C, H, W]</c>.</param>
    /// <param name="bitmap">A picture of red, green, blue and alpha.</param>
    /// <param name="left">Where it begins, in pixels from the left.</param>
    /// <param name="top">Where it begins, in pixels from the top.</param>
    public void Paint(ReadOnlySpan<byte> image, SKBitmap bitmap, int left, int top)
    {
        var colour = shape.Channels >= 3;
        var pixels = bitmap.GetPixelSpan();
        for (var y = 0; y < scale * shape.Height; y++)
        {
            var row = pixels[(((top + y) * bitmap.RowBytes) + (left * bitmap.BytesPerPixel))..];
            for (var x = 0; x < scale * shape.Width; x++)
            {
                var source = (y / scale * shape.Width) + (x / scale);
                var target = row.Slice(x * bitmap.BytesPerPixel, bitmap.BytesPerPixel);
                target[0] = Spread(image[source], _white);
                target[1] = Spread(image[colour ? source + shape.Plane : source], _white);
                target[2] = Spread(image[colour ? source + (2 * shape.Plane) : source], _white);
                target[3] = byte.MaxValue;
            }
        }
    }

    /// <summary>A pixel of fewer bits on 0…255, to the nearest.</summary>
    /// <param name="pixel">The pixel.</param>
    /// <param name="white">The largest that there is.</param>
    public static byte Spread(byte pixel, int white) => (byte)(((pixel * byte.MaxValue) + (white / 2)) / white);
}
