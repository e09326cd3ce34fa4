using System.Buffers.Binary;
using FlowCore.Files;

namespace FlowCore.Imaging.Integrity;

/// <summary>
/// The chunks of a PNG: each is followed by the check sum of its name and data, and the last is <c>IEND</c> (PNG, third edition,
/// section 5.3). The library stops looking once it has all rows.
/// </summary>
internal static class PngChunks
{
    /// <summary>Bytes before the first chunk.</summary>
    public const int Signature = 8;

    /// <summary>Letters of a name.</summary>
    public const int NameLength = 4;

    /// <summary>Refuses a file that ends before its last chunk, or whose sums are others.</summary>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Check(ReadOnlySpan<byte> file)
    {
        var bytes = Chunks(file);
        while (!Next(ref bytes).StartsWith("IEND"u8))
        {
        }
    }

    /// <summary>A file whose next bytes are its first chunk.</summary>
    public static FileBytes Chunks(ReadOnlySpan<byte> file) => new(file) { Position = Signature };

    /// <summary>The next chunk: its name, four letters, and its data.</summary>
    /// <inheritdoc cref="Check"/>
    public static ReadOnlySpan<byte> Next(ref FileBytes bytes)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes.Take(sizeof(int)));
        if (length is < 0 or > int.MaxValue - NameLength)
        {
            throw new InvalidDataException();
        }

        var chunk = bytes.Take(NameLength + length);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes.Take(sizeof(uint))) == Crc32.Append(0, chunk)
            ? chunk
            : throw new InvalidDataException();
    }

    /// <summary>Writes a chunk with its length and its sum.</summary>
    /// <param name="file">The file, at its end.</param>
    /// <param name="chunk">Its name and its data.</param>
    public static void Write(Stream file, ReadOnlySpan<byte> chunk)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(number, chunk.Length - NameLength);
        file.Write(number);
        file.Write(chunk);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(0, chunk));
        file.Write(number);
    }
}
