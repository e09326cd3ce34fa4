using SkiaSharp;

namespace FlowCore.Imaging;

/// <summary>What the name of a picture that is to be written says about it.</summary>
internal static class PictureName
{
    // A loss that is hard to see; all other kinds lose nothing.
    private const int JpegQuality = 95;

    /// <summary>The kind of picture that a name asks for; PNG where it has no ending, as a device has none.</summary>
    /// <exception cref="FlowException">It asks for what is not written here.</exception>
    public static SKEncodedImageFormat KindOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        "" or ".png" => SKEncodedImageFormat.Png,
        ".jpg" or ".jpeg" => SKEncodedImageFormat.Jpeg,
        ".webp" => SKEncodedImageFormat.Webp,
        var other => throw new FlowException(
            path, "a name that ends in .png, .jpg, .jpeg or .webp", $"'{other}'", "Name the picture by one of these."),
    };

    /// <summary>The longest side that a kind of picture can have, in pixels.</summary>
    public static int MostSide(SKEncodedImageFormat kind) => kind switch
    {
        SKEncodedImageFormat.Jpeg => 65_500,
        SKEncodedImageFormat.Webp => 16_383,
        _ => int.MaxValue,
    };

    /// <summary>A picture in the bytes of a kind, or null where there is no memory for them.</summary>
    public static SKData? Encode(SKBitmap picture, SKEncodedImageFormat kind)
    {
        using var pixels = picture.PeekPixels();
        return kind switch
        {
            SKEncodedImageFormat.Webp => pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, quality: 75)),
            SKEncodedImageFormat.Jpeg => pixels.Encode(SKEncodedImageFormat.Jpeg, JpegQuality),
            _ => pixels.Encode(SKEncodedImageFormat.Png, quality: 100),
        };
    }
}
