using System.Buffers.Binary;
using FlowCore.Files;

namespace FlowCore.Imaging.Integrity;

/// <summary>
/// The chunks of a PNG: each is followed by the check sum of its name and data, and the last is <c>IEND</c> (PNG, third edition,
/// section 5.3). The library stops looking once it has all rows.
/// </summary>
internal static class PngChunks
{
    private const int Signature = 8;
    private const int NameLength = 4;

    /// <summary>Refuses a file that ends before its last chunk, or whose sums are others.</summary>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Check(ReadOnlySpan<byte> file)
    {
        var bytes = new FileBytes(file) { Position = Signature };
        while (true)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.Take(sizeof(int)));
            if (length is < 0 or > int.MaxValue - NameLength)
            {
                throw new InvalidDataException();
            }

            var chunk = bytes.Take(NameLength + length);
            if (BinaryPrimitives.ReadUInt32BigEndian(bytes.Take(sizeof(uint))) != Crc32.Append(0, chunk))
            {
                throw new InvalidDataException();
            }

            if (chunk.StartsWith("IEND"u8))
            {
                return;
            }
        }
    }
}
