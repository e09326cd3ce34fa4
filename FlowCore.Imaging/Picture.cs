namespace FlowCore.Imaging;

/// <summary>One decoded picture, upright.</summary>
internal sealed class Picture
{
    /// <summary>Bytes of a pixel.</summary>
    public const int BytesPerPixel = 4;

    /// <summary>A picture over pixels that are kept and not copied.</summary>
    /// <param name="header">What its file says.</param>
    /// <param name="pixels"><c>[H, W, 4]</c>.</param>
    public Picture(PictureHeader header, byte[] pixels) => (Header, Pixels) = (header, pixels);

    /// <summary>What its file says.</summary>
    public PictureHeader Header { get; }

    /// <summary>Rows and columns.</summary>
    public PictureSize Size => Header.Size;

    /// <summary><c>[H, W, 4]</c>, row-major: red, green, blue and straight alpha, whatever the file has.</summary>
    public byte[] Pixels { get; }

    /// <summary>A pixel of a picture that lies on a background.</summary>
    /// <returns>Each channel c over b with alpha a: <c>(c·a + b·(255 − a)) / 255</c>, to the nearest.</returns>
    public Rgb Over(Rgb background, int row, int column)
    {
        var pixel = Pixels.AsSpan((((row * Size.Width) + column) * BytesPerPixel), BytesPerPixel);
        var alpha = pixel[3];
        return alpha == byte.MaxValue
            ? new Rgb(pixel[0], pixel[1], pixel[2])
            : new Rgb(
                Over(pixel[0], background.Red, alpha), Over(pixel[1], background.Green, alpha), Over(pixel[2], background.Blue, alpha));
    }

    // 255 is odd: there are no halves to round.
    private static byte Over(byte front, byte back, byte alpha) =>
        (byte)(((front * alpha) + (back * (byte.MaxValue - alpha)) + 127) / 255);
}
