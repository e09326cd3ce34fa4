using System.Buffers.Binary;

namespace FlowCore.Imaging;

/// <summary>What a file is by its first bytes.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Format">The format it is read as, or null when it is not read.</param>
/// <param name="IsPicture">Whether it is a picture at all.</param>
internal readonly record struct PictureKind(string Name, PictureFormat? Format, bool IsPicture)
{
    /// <summary>First bytes that are enough to tell.</summary>
    public const int Needed = 32;

    private static readonly (int At, byte[] Bytes, PictureKind Kind)[] Signatures =
    [
        (0, [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A], Read("PNG", PictureFormat.Png)),
        (0, [0xFF, 0xD8, 0xFF], Read("JPEG", PictureFormat.Jpeg)),
        (8, [.. "WEBP"u8], Read("WebP", PictureFormat.WebP)),
        (0, [.. "GIF87a"u8], Read("GIF", PictureFormat.Gif)),
        (0, [.. "GIF89a"u8], Read("GIF", PictureFormat.Gif)),
        (0, [.. "II*\0"u8], NotRead("TIFF")),
        (0, [.. "MM\0*"u8], NotRead("TIFF")),
        (0, [.. "II+\0"u8], NotRead("TIFF")),
        (0, [.. "MM\0+"u8], NotRead("TIFF")),
        (4, [.. "ftypavif"u8], NotRead("AVIF")),
        (4, [.. "ftyphei"u8], NotRead("HEIC")),
        (4, [.. "ftypmif1"u8], NotRead("HEIF")),
        (4, [.. "JXL "u8], NotRead("JPEG XL")),
        (0, [0xFF, 0x0A], NotRead("JPEG XL")),
        (4, [.. "jP  "u8], NotRead("JPEG 2000")),
        (0, [.. "8BPS"u8], NotRead("a Photoshop file")),
        (0, [0, 0, 1, 0], NotRead("an icon")),
        (0, [.. "%PDF"u8], Other("PDF")),
        (0, [.. "PK\x03\x04"u8], Other("a zip file")),
        (0, [0x1F, 0x8B], Other("a gzip file")),
        (0, [.. "<"u8], Other("HTML, XML or SVG")),
    ];

    /// <summary>The kind of a file.</summary>
    /// <param name="start">Its first bytes, <see cref="Needed"/> of them where it has so many.</param>
    public static PictureKind Of(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            return Other("an empty file");
        }

        foreach (var (at, bytes, kind) in Signatures)
        {
            if (start.Length >= at + bytes.Length && start.Slice(at, bytes.Length).SequenceEqual(bytes))
            {
                return kind;
            }
        }

        return IsBmp(start) ? Read("BMP", PictureFormat.Bmp) : Other(IsText(start) ? "text" : "data of no known kind");
    }

    private static PictureKind Read(string name, PictureFormat format) => new(name, format, IsPicture: true);

    private static PictureKind NotRead(string name) => new(name, Format: null, IsPicture: true);

    private static PictureKind Other(string name) => new(name, Format: null, IsPicture: false);

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
