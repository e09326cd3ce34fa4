using FlowCore.Data;
using FlowCore.Files;
using SkiaSharp;

namespace FlowCore.Imaging;

/// <summary>
/// Reads one picture: PNG, JPEG, WebP, BMP or GIF by content, whatever its name. All of it must be there; a file that is cut
/// short or damaged is an error and not a half-gray picture. Channels come as the file has them, without colour management,
/// the upper eight of 16 bits, and turned upright as EXIF says.
/// </summary>
internal static class PictureDecoder
{
    /// <summary>What it reads, for messages.</summary>
    public const string Kinds = "PNG, JPEG, WebP, BMP or GIF";

    /// <summary>What is expected of a file, for messages.</summary>
    public const string Kind = $"a {Kinds} picture";
    private const int PngColourType = 25;

    /// <inheritdoc cref="PictureFile.ReadHeader"/>
    public static PictureHeader ReadHeader(string path)
    {
        using var file = PictureFile.Open(path);
        return file.ReadHeader();
    }

    /// <inheritdoc cref="PictureFile.Decode"/>
    public static Picture Decode(string path)
    {
        using var file = PictureFile.Open(path);
        return file.Decode();
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">All of them.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="UnreadableImageException">It is not a whole picture that can be read, or too large.</exception>
    public static Picture Decode(byte[] file, string name)
    {
        var content = FileContent.Of(file);
        ThrowIfNotRead(content, name);
        using var codec = Open(file, name, content);
        var origin = ChunkedOrigin(new MemoryStream(file), content.Kind) ?? codec.EncodedOrigin;
        var header = Header(codec, content, file, name, file.Length, origin);

        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var pixels = new byte[info.BytesSize64];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* target = pixels)
            {
                result = codec.GetPixels(info, (nint)target, info.RowBytes, SKCodecOptions.Default);
            }
        }

        // What is missing is filled up with gray and counts as a success: the file itself tells.
        result = result == SKCodecResult.Success ? FileIntegrity.Of(header.Format, file) : result;
        if (result != SKCodecResult.Success)
        {
            throw Damaged(name, content, result);
        }

        return new Picture(header, Upright.Turn(pixels, new PictureSize(info.Height, info.Width), origin));
    }

    /// <summary>The orientation that the decoder leaves unread, or null where it reads it.</summary>
    public static SKEncodedOrigin? ChunkedOrigin(Stream file, FileContentKind kind) =>
        kind is FileContentKind.Png or FileContentKind.WebP ? ChunkedExif.OriginOf(file, kind) : null;

    /// <summary>Refuses what is not read.</summary>
    /// <exception cref="UnreadableImageException">It is another kind of picture, or none.</exception>
    public static void ThrowIfNotRead(FileContent content, string name)
    {
        if (!content.IsPicture || content.Kind == FileContentKind.OtherPicture)
        {
            throw new UnreadableImageException(
                name, Kind, content.Name, content.IsPicture ? "Convert it to PNG." : "Remove it, or fetch it again.");
        }
    }

    private static SKCodec Open(byte[] file, string name, FileContent content)
    {
        using var data = SKData.CreateCopy(file);

        // The decoder takes the stream over and closes it.
        return SKCodec.Create(new SKMemoryStream(data), out var result) ?? throw Damaged(name, content, result);
    }

    /// <summary>The refusal of a file that is not whole.</summary>
    public static UnreadableImageException Damaged(string name, FileContent content, SKCodecResult result) => new(
        name,
        $"a whole {content.Name} file",
        result == SKCodecResult.IncompleteInput ? "one that is cut short" : "damaged or missing data",
        "Remove it, or fetch it again.");

    /// <summary>What the decoder and the first bytes of a file say.</summary>
    /// <exception cref="UnreadableImageException">It is too large.</exception>
    public static PictureHeader Header(
        SKCodec codec, FileContent content, ReadOnlySpan<byte> start, string name, long bytes, SKEncodedOrigin origin)
    {
        var info = codec.Info;
        var size = new PictureSize(info.Height, info.Width);
        PictureLimits.Check(name, content.Kind, start, size, bytes);
        var isPng = content.Kind == FileContentKind.Png && start.Length > PngColourType;
        return new PictureHeader(
            content.Kind,
            Upright.SizeOf(size, origin),
            info.ColorType == SKColorType.Gray8 || (isPng && start[PngColourType] is 0 or 4),
            info.AlphaType != SKAlphaType.Opaque,
            isPng && start[PngColourType - 1] == 16);
    }
}
