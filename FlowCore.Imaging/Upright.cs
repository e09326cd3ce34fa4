using SkiaSharp;

namespace FlowCore.Imaging;

/// <summary>Turns pictures as EXIF's orientation says: how the camera was held is not a property of the scene.</summary>
internal static class Upright
{
    /// <summary>The size of a stored picture once it is turned.</summary>
    public static PictureSize SizeOf(PictureSize stored, SKEncodedOrigin origin) =>
        SwapsSides(origin) ? new PictureSize(stored.Width, stored.Height) : stored;

    /// <summary>The pixels of a stored picture once it is turned.</summary>
    /// <param name="pixels"><c>[H, W, 4]</c>.</param>
    /// <param name="stored">H and W.</param>
    /// <param name="origin">Where the first stored row and column are seen.</param>
    /// <returns><c>[H′, W′, 4]</c>; the same array when there is nothing to turn.</returns>
    public static byte[] Turn(byte[] pixels, PictureSize stored, SKEncodedOrigin origin)
    {
        // Mirrored down or across as stored, before the sides are swapped.
        var (down, across) = origin switch
        {
            SKEncodedOrigin.TopRight or SKEncodedOrigin.LeftBottom => (false, true),
            SKEncodedOrigin.BottomRight or SKEncodedOrigin.RightBottom => (true, true),
            SKEncodedOrigin.BottomLeft or SKEncodedOrigin.RightTop => (true, false),
            _ => (false, false),
        };
        var swaps = SwapsSides(origin);
        if (!swaps && !down && !across)
        {
            return pixels;
        }

        var turned = new byte[pixels.Length];
        var size = SizeOf(stored, origin);
        for (var row = 0; row < size.Height; row++)
        {
            for (var column = 0; column < size.Width; column++)
            {
                var (y, x) = swaps ? (column, row) : (row, column);
                y = down ? stored.Height - 1 - y : y;
                x = across ? stored.Width - 1 - x : x;
                pixels.AsSpan(((y * stored.Width) + x) * Picture.BytesPerPixel, Picture.BytesPerPixel)
                    .CopyTo(turned.AsSpan(((row * size.Width) + column) * Picture.BytesPerPixel));
            }
        }

        return turned;
    }

    private static bool SwapsSides(SKEncodedOrigin origin) => origin is SKEncodedOrigin.LeftTop
        or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
}
