using System.Buffers.Binary;

namespace FlowCore.Files;

/// <summary>What a file is by its first bytes, whatever its name says.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What messages call it, an article before it where it needs one: <c>PNG</c>, <c>a zip file</c>.</param>
public readonly record struct FileContent(FileContentKind Kind, string Name)
{
    /// <summary>First bytes that are enough to tell.</summary>
    public const int Needed = 32;

    private static readonly (int At, byte[] Bytes, FileContent Content)[] Signatures =
    [
        (0, [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A], new(FileContentKind.Png, "PNG")),
        (0, [0xFF, 0xD8, 0xFF], new(FileContentKind.Jpeg, "JPEG")),
        (8, [.. "WEBP"u8], new(FileContentKind.WebP, "WebP")),
        (0, [.. "GIF87a"u8], new(FileContentKind.Gif, "GIF")),
        (0, [.. "GIF89a"u8], new(FileContentKind.Gif, "GIF")),
        (0, [.. "II*\0"u8], OtherPicture("TIFF")),
        (0, [.. "MM\0*"u8], OtherPicture("TIFF")),
        (0, [.. "II+\0"u8], OtherPicture("TIFF")),
        (0, [.. "MM\0+"u8], OtherPicture("TIFF")),
        (4, [.. "ftypavif"u8], OtherPicture("AVIF")),
        (4, [.. "ftyphei"u8], OtherPicture("HEIC")),
        (4, [.. "ftypmif1"u8], OtherPicture("HEIF")),
        (4, [.. "JXL "u8], OtherPicture("JPEG XL")),
        (0, [0xFF, 0x0A], OtherPicture("JPEG XL")),
        (4, [.. "jP  "u8], OtherPicture("JPEG 2000")),
        (0, [.. "8BPS"u8], OtherPicture("a Photoshop file")),
        (0, [0, 0, 1, 0], OtherPicture("an icon")),
        (0, [.. "PK\x03\x04"u8], new(FileContentKind.Zip, "a zip file")),
        (0, [0x1F, 0x8B], new(FileContentKind.Gzip, "a gzip file")),
        (0, [0x89, .. "HDF\r\n"u8], new(FileContentKind.Hdf5, "an HDF5 file")),
        (0, [.. "PAR1"u8], new(FileContentKind.Parquet, "a Parquet file")),
        (0, [.. "MATLAB"u8], new(FileContentKind.Matlab, "a MATLAB file")),
        (0, [.. "%PDF"u8], new(FileContentKind.Other, "PDF")),
        (0, [.. "<"u8], new(FileContentKind.Other, "HTML, XML or SVG")),
    ];

    /// <summary>Whether it is a picture, of a kind that is read here or not.</summary>
    public bool IsPicture => Kind is FileContentKind.Png or FileContentKind.Jpeg or FileContentKind.WebP or FileContentKind.Bmp
        or FileContentKind.Gif or FileContentKind.OtherPicture;

    /// <summary>What a file is.</summary>
    /// <param name="start">Its first bytes, <see cref="Needed"/> of them where it has so many.</param>
    public static FileContent Of(ReadOnlySpan<byte> start)
    {
        start = start[..Math.Min(start.Length, Needed)];
        if (start.IsEmpty)
        {
            return new(FileContentKind.Other, "an empty file");
        }

        foreach (var (at, bytes, content) in Signatures)
        {
            if (start.Length >= at + bytes.Length && start.Slice(at, bytes.Length).SequenceEqual(bytes))
            {
                return content;
            }
        }

        return IsBmp(start)
            ? new(FileContentKind.Bmp, "BMP")
            : new(FileContentKind.Other, IsText(start) ? "text" : "data of no known kind");
    }

    private static FileContent OtherPicture(string name) => new(FileContentKind.OtherPicture, name);

    // Text may begin with BM too; the length of the second header tells.
    private static bool IsBmp(ReadOnlySpan<byte> start) =>
        start.Length >= 18
        && start.StartsWith("BM"u8)
        && BinaryPrimitives.ReadUInt32LittleEndian(start[14..]) is 12 or 40 or 52 or 56 or 64 or 108 or 124;

    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (var value in start)
        {
            if (value is < 0x20 and not (9 or 10 or 13) or 0x7F)
            {
                return false;
            }
        }

        return true;
    }
}
