using System.Buffers.Binary;
using FlowCore.Files;
using SkiaSharp;

namespace FlowCore.Imaging;

/// <summary>
/// The orientation in a PNG's <c>eXIf</c> or a WebP's <c>EXIF</c> chunk, which the decoder leaves unread (PNG, third edition,
/// section 11.3.4.5; RFC 9649, section 2.7.1.5). The chunk holds a TIFF header and a directory with tag 0x0112.
/// </summary>
internal static class ChunkedExif
{
    private const int PngStart = 8;
    private const int WebPStart = 12;
    private const int MostBytes = 1 << 16;
    private const ushort OrientationTag = 0x0112;

    /// <summary>Where the first stored row and column are seen; at the top and left where the file does not say.</summary>
    /// <param name="file">A whole PNG or WebP file, in any position.</param>
    /// <param name="format">Which of both.</param>
    public static SKEncodedOrigin OriginOf(Stream file, FileContentKind format)
    {
        var isPng = format == FileContentKind.Png;
        Span<byte> head = stackalloc byte[8];
        file.Position = isPng ? PngStart : WebPStart;
        while (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            var length = isPng ? BinaryPrimitives.ReadUInt32BigEndian(head) : BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            if (length > file.Length - file.Position)
            {
                break;
            }

            if (isPng ? head.EndsWith("eXIf"u8) : head.StartsWith("EXIF"u8))
            {
                var exif = new byte[Math.Min(length, MostBytes)];
                file.ReadExactly(exif);
                return Orientation(exif) is var value and >= 1 and <= 8 ? (SKEncodedOrigin)value : SKEncodedOrigin.TopLeft;
            }

            // A check sum follows a PNG's chunk, and a WebP's chunks start at even places.
            file.Position += length + (isPng ? 4 : length & 1);
        }

        return SKEncodedOrigin.TopLeft;
    }

    private static int Orientation(ReadOnlySpan<byte> exif)
    {
        var tiff = exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;
        var isBig = tiff.StartsWith("MM"u8);
        if (tiff.Length < 8 || (!isBig && !tiff.StartsWith("II"u8)))
        {
            return 0;
        }

        var at = isBig ? BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]);
        if (at > tiff.Length - 2)
        {
            return 0;
        }

        var directory = tiff[(int)at..];
        var entries = Short(directory);
        for (var next = 2; entries > 0 && next + 12 <= directory.Length; entries--, next += 12)
        {
            if (Short(directory[next..]) == OrientationTag)
            {
                return Short(directory[(next + 8)..]);
            }
        }

        return 0;

        int Short(ReadOnlySpan<byte> from) =>
            isBig ? BinaryPrimitives.ReadUInt16BigEndian(from) : BinaryPrimitives.ReadUInt16LittleEndian(from);
    }
}
