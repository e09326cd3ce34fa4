using System.Buffers.Binary;
using FlowCore.Data;
using FlowCore.Files;

namespace FlowCore.Imaging;

/// <summary>What a picture may claim to hold, so that a few bytes of header cannot cost gigabytes.</summary>
internal static class PictureLimits
{
    /// <summary>Bytes of a file, 1 GiB.</summary>
    public const long MostBytes = 1L << 30;

    /// <summary>Pixels of a picture, 2²⁷: half a GiB once decoded.</summary>
    public const long MostPixels = 1L << 27;

    // What is always allowed, 2²², and what a byte can hold past it where the format sets no bound that is easily told.
    private const long FreePixels = 1L << 22;
    private const long MostPixelsPerByte = 1L << 14;

    // Deflate makes at most 258 bytes of two bits.
    private const long MostBytesPerDeflated = 1032;

    private const int PngDepth = 24, PngColourType = 25;
    private const int BmpSecondHeader = 14, BmpDepth = 28, BmpPacking = 30;
    private const int ShortBmpHeader = 12, ShortBmpDepth = 24;

    /// <summary>Refuses a size that is too large, or too large for its file.</summary>
    /// <param name="name">The file.</param>
    /// <param name="format">Its kind.</param>
    /// <param name="start">Its first bytes, <see cref="FileContent.Needed"/> of them or more where it has so many.</param>
    /// <param name="size">What its header says.</param>
    /// <param name="bytes">Bytes of the file.</param>
    /// <exception cref="UnreadableImageException">It is too large.</exception>
    public static void Check(string name, FileContentKind format, ReadOnlySpan<byte> start, PictureSize size, long bytes)
    {
        if (size.Pixels > MostPixels)
        {
            throw new UnreadableImageException(
                name, $"at most {MostPixels} pixels", $"a header that says {size}", "Make the picture smaller.");
        }

        if (size.Pixels > FreePixels && size.Pixels > MostPixelsIn(format, start, bytes))
        {
            throw new UnreadableImageException(
                name, "a size that its file can hold", $"{size} in {bytes} bytes", "The header is damaged; fetch the file again.");
        }
    }
    private static long MostPixelsIn(FileContentKind format, ReadOnlySpan<byte> start, long bytes)
    {
        // One bit where the header says less, which the library refuses.
        const int BitsPerByte = 8;
        return format switch
        {
            FileContentKind.Png when start.Length >= FileContent.Needed =>
                bytes * MostBytesPerDeflated * BitsPerByte / Math.Max(1, start[PngDepth] * PngChannels(start[PngColourType])),
            FileContentKind.Bmp when BmpBits(start) is { } bits => bytes * BitsPerByte / bits,
            _ => bytes * MostPixelsPerByte,
        };
    }

    private static int PngChannels(byte colourType) => colourType switch
    {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };

    /// <summary>Bits of a pixel of a bitmap that is not packed; null where they cannot be told.</summary>
    private static int? BmpBits(ReadOnlySpan<byte> start)
    {
        if (start.Length < FileContent.Needed)
        {
            return null;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(start[BmpSecondHeader..]) == ShortBmpHeader)
        {
            return Math.Max(1, (int)BinaryPrimitives.ReadUInt16LittleEndian(start[ShortBmpDepth..]));
        }

        // Runs are kinds 1 and 2; bit fields, 3 and 6, are as long as pixels without.
        return BinaryPrimitives.ReadUInt16LittleEndian(start[BmpPacking..]) is 0 or 3 or 6
            ? Math.Max(1, (int)BinaryPrimitives.ReadUInt16LittleEndian(start[BmpDepth..]))
            : null;
    }
}
