using System.Buffers.Binary;
using System.Text;
using FlowCore.Files;
using Microsoft.Win32.SafeHandles;

namespace FlowCore.Data.Numpy;

/// <summary>
/// The directory at the end of a zip archive, with its form for large ones. It is read here because the library's own reader
/// does not say where in the file an entry lies, and stored images are read in place.
/// <see href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT"/>.
/// </summary>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054B50;
    private const uint LargeEndSignature = 0x06064B50;
    private const uint LargeLocatorSignature = 0x07064B50;
    private const uint EntrySignature = 0x02014B50;
    private const uint LocalSignature = 0x04034B50;
    private const int EndLength = 22;
    private const int LargeEndLength = 56;
    private const int LargeLocatorLength = 20;
    private const int EntryLength = 46;
    private const int LocalLength = 30;
    private const int MostComment = ushort.MaxValue;

    // An archive of arrays has a handful of entries.
    private const int MostDirectory = 1 << 20;

    /// <summary>Whether a file that begins so is an archive.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start) => start.StartsWith("PK\u0003\u0004"u8);

    /// <summary>The entries of an archive.</summary>
    /// <exception cref="FlowException">Its directory is missing or damaged.</exception>
    public static IReadOnlyList<ZipEntry> Read(SafeFileHandle file, string name)
    {
        var (offset, length) = Find(file, name);
        if (length > MostDirectory || offset < 0 || length < 0 || offset > RandomAccess.GetLength(file) - length)
        {
            throw Damaged(name, $"a directory of {length} bytes at {offset}");
        }

        var bytes = new byte[length];
        PositionalFile.ReadExactly(file, bytes, offset, name);
        var entries = new List<ZipEntry>();
        for (var rest = bytes.AsSpan(); rest.Length > 0;)
        {
            entries.Add(ReadEntry(ref rest, name));
        }

        return entries;
    }

    /// <summary>Where the bytes of an entry begin.</summary>
    /// <exception cref="FlowException">Its own header is not where the directory says, or its bytes are not inside the file.</exception>
    public static long FindBytes(SafeFileHandle file, ZipEntry entry, string name)
    {
        var header = new byte[LocalLength];
        if (entry.HeaderOffset < 0 || PositionalFile.ReadAtMost(file, header, entry.HeaderOffset, name) < header.Length
            || Word(header, 0) != LocalSignature)
        {
            throw Damaged(name, $"no header of {entry.Name} at {entry.HeaderOffset}");
        }

        var start = entry.HeaderOffset + LocalLength + Half(header, 26) + Half(header, 28);
        return entry.PackedLength >= 0 && start <= RandomAccess.GetLength(file) - entry.PackedLength
            ? start
            : throw Damaged(name, $"{entry.PackedLength} bytes of {entry.Name} at {start}, past the end");
    }

    private static (long Offset, long Length) Find(SafeFileHandle file, string name)
    {
        var fileLength = RandomAccess.GetLength(file);
        var tail = new byte[(int)Math.Min(fileLength, EndLength + MostComment)];
        PositionalFile.ReadExactly(file, tail, fileLength - tail.Length, name);
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (Word(tail, at) == EndSignature && at + EndLength + Half(tail, at + 20) == tail.Length)
            {
                var (length, offset) = (Word(tail, at + 12), Word(tail, at + 16));
                return offset == uint.MaxValue || length == uint.MaxValue
                    ? FindLarge(file, fileLength - tail.Length + at - LargeLocatorLength, name)
                    : (offset, length);
            }
        }

        throw Damaged(name, "no directory at its end");
    }

    private static (long Offset, long Length) FindLarge(SafeFileHandle file, long locatorOffset, string name)
    {
        var locator = new byte[LargeLocatorLength];
        var end = new byte[LargeEndLength];
        if (locatorOffset < 0 || PositionalFile.ReadAtMost(file, locator, locatorOffset, name) < locator.Length
            || Word(locator, 0) != LargeLocatorSignature
            || Long(locator, 8) < 0
            || PositionalFile.ReadAtMost(file, end, Long(locator, 8), name) < end.Length
            || Word(end, 0) != LargeEndSignature)
        {
            throw Damaged(name, "no directory where its end says");
        }

        return (Long(end, 48), Long(end, 40));
    }

    private static ZipEntry ReadEntry(ref Span<byte> rest, string name)
    {
        if (rest.Length < EntryLength || Word(rest, 0) != EntrySignature)
        {
            throw Damaged(name, "a directory with something else in it");
        }

        var (nameLength, extraLength, commentLength) = (Half(rest, 28), Half(rest, 30), Half(rest, 32));
        var total = EntryLength + nameLength + extraLength + commentLength;
        if (rest.Length < total)
        {
            throw Damaged(name, "a directory that is cut short");
        }

        var sizes = new long[] { Word(rest, 24), Word(rest, 20), Word(rest, 42) };
        ReadLargeSizes(rest.Slice(EntryLength + nameLength, extraLength), sizes);
        var entry = new ZipEntry(
            Encoding.UTF8.GetString(rest.Slice(EntryLength, nameLength)),
            Half(rest, 10),
            (Half(rest, 8) & 1) != 0,
            Word(rest, 16),
            PackedLength: sizes[1],
            Length: sizes[0],
            HeaderOffset: sizes[2]);
        rest = rest[total..];
        return entry;
    }

    /// <summary>Length, packed length and offset, those of them that do not fit 32 bits, stand in this order in field 1.</summary>
    private static void ReadLargeSizes(ReadOnlySpan<byte> extra, long[] sizes)
    {
        const int Tag = 1;
        while (extra.Length >= 4 && Half(extra, 2) <= extra.Length - 4)
        {
            var field = extra.Slice(4, Half(extra, 2));
            if (Half(extra, 0) == Tag)
            {
                for (var i = 0; i < sizes.Length && field.Length >= 8; i++)
                {
                    if (sizes[i] == uint.MaxValue)
                    {
                        sizes[i] = Long(field, 0);
                        field = field[8..];
                    }
                }

                return;
            }

            extra = extra[(4 + field.Length)..];
        }
    }

    private static int Half(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private static FlowException Damaged(string name, string got) =>
        new(name, "a whole zip archive", got, "The file is cut short or damaged; fetch it again.");
}
