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

    private const string Kind = $"a {Kinds} picture";
    private const int PngColourType = 25;

    /// <summary>Reads what a file says before its pixels, and no more of it than its format makes necessary.</summary>
    /// <exception cref="UnreadableImageException">It is not a picture that can be read, or too large.</exception>
    public static PictureHeader ReadHeader(string path)
    {
        var (start, length, kind, origin) = Read(path, file =>
        {
            var first = First(file);
            var known = ReadableKind(first, path);
            return (first, file.Length, known, ChunkedOrigin(file, known));
        });

        // The library's own file: no exception of ours can cross its code.
        using var codec = Open(new SKFileStream(path), path, kind);
        return Header(codec, kind, start, path, length, origin ?? codec.EncodedOrigin);
    }

    /// <summary>The kind of a file by its first bytes, or null when it cannot be read.</summary>
    public static PictureKind? KindOf(string path)
    {
        try
        {
            return Read(path, file => PictureKind.Of(First(file)));
        }
        catch (UnreadableImageException)
        {
            return null;
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="UnreadableImageException">It is not a whole picture that can be read, or too large.</exception>
    public static Picture Decode(string path) => Decode(
        Read(path, file =>
        {
            if (file.Length > PictureLimits.MostBytes)
            {
                throw new UnreadableImageException(
                    path, $"at most {PictureLimits.MostBytes} bytes", $"{file.Length}", "Make the picture smaller.");
            }

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }),
        path);

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">All of them.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="UnreadableImageException">It is not a whole picture that can be read, or too large.</exception>
    public static Picture Decode(byte[] file, string name)
    {
        var kind = ReadableKind(file, name);
        using var codec = Open(file, name, kind);
        var origin = ChunkedOrigin(new MemoryStream(file), kind) ?? codec.EncodedOrigin;
        var header = Header(codec, kind, file, name, file.Length, origin);

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
            throw Damaged(name, kind, result);
        }

        return new Picture(header, Upright.Turn(pixels, new PictureSize(info.Height, info.Width), origin));
    }

    private static T Read<T>(string path, Func<FileStream, T> read)
    {
        try
        {
            using var file = FileFailure.Open(path, Kind);
            return read(file);
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            throw new UnreadableImageException(FileFailure.Reading(path, Kind, failure).Message, failure);
        }
        catch (FlowException failure) when (failure is not UnreadableImageException)
        {
            throw new UnreadableImageException(failure.Message, failure);
        }
    }

    private static byte[] First(FileStream file)
    {
        var start = new byte[Math.Min(file.Length, PictureKind.Needed)];
        file.ReadExactly(start);
        return start;
    }

    private static SKEncodedOrigin? ChunkedOrigin(Stream file, PictureKind kind) =>
        kind.Format is PictureFormat.Png or PictureFormat.WebP ? ChunkedExif.OriginOf(file, kind.Format.Value) : null;

    private static PictureKind ReadableKind(ReadOnlySpan<byte> start, string name)
    {
        var kind = PictureKind.Of(start[..Math.Min(start.Length, PictureKind.Needed)]);
        return kind.Format is not null
            ? kind
            : throw new UnreadableImageException(
                name, Kind, kind.Name, kind.IsPicture ? "Convert it to PNG." : "Remove it, or fetch it again.");
    }

    private static SKCodec Open(byte[] file, string name, PictureKind kind)
    {
        using var data = SKData.CreateCopy(file);
        return Open(new SKMemoryStream(data), name, kind);
    }

    /// <summary>A decoder, which takes the stream over and closes it.</summary>
    private static SKCodec Open(SKStream stream, string name, PictureKind kind) =>
        SKCodec.Create(stream, out var result) ?? throw Damaged(name, kind, result);

    private static UnreadableImageException Damaged(string name, PictureKind kind, SKCodecResult result) => new(
        name,
        $"a whole {kind.Name} file",
        result == SKCodecResult.IncompleteInput ? "one that is cut short" : "damaged or missing data",
        "Remove it, or fetch it again.");

    private static PictureHeader Header(
        SKCodec codec, PictureKind kind, ReadOnlySpan<byte> start, string name, long bytes, SKEncodedOrigin origin)
    {
        var info = codec.Info;
        var size = new PictureSize(info.Height, info.Width);
        PictureLimits.Check(name, kind.Format!.Value, start, size, bytes);
        var isPng = kind.Format == PictureFormat.Png && start.Length > PngColourType;
        return new PictureHeader(
            kind.Format.Value,
            Upright.SizeOf(size, origin),
            info.ColorType == SKColorType.Gray8 || (isPng && start[PngColourType] is 0 or 4),
            info.AlphaType != SKAlphaType.Opaque,
            isPng && start[PngColourType - 1] == 16);
    }
}
