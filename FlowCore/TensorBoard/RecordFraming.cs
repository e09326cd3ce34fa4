using System.Buffers.Binary;
using System.Numerics;

namespace FlowCore.TensorBoard;

/// <summary>
/// The framing of TensorFlow's record files: <c>length (8 bytes), masked CRC-32C of the length (4), the bytes, masked CRC-32C of
/// the bytes (4)</c>, all little-endian (tensorflow.org/tutorials/load_data/tfrecord).
/// </summary>
internal static class RecordFraming
{
    /// <summary>Bytes before a record.</summary>
    public const int HeadLength = sizeof(ulong) + sizeof(uint);

    /// <summary>Bytes after it.</summary>
    public const int TailLength = sizeof(uint);

    private const uint MaskDelta = 0xA282EAD8;

    /// <summary>Writes what comes before a record.</summary>
    /// <param name="length">Bytes of the record.</param>
    /// <param name="head">12 bytes, overwritten.</param>
    public static void WriteHead(int length, Span<byte> head)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[sizeof(ulong)..], MaskedCrc(head[..sizeof(ulong)]));
    }

    /// <summary>The bytes of the record after a head, or null of one that is damaged.</summary>
    public static long? LengthOf(ReadOnlySpan<byte> head)
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(head);
        return length <= int.MaxValue && BinaryPrimitives.ReadUInt32LittleEndian(head[sizeof(ulong)..]) == MaskedCrc(head[..sizeof(ulong)])
            ? (long)length
            : null;
    }

    /// <summary>CRC-32C (Castagnoli), turned and shifted, so that the sum of bytes that hold such sums is still one.</summary>
    public static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        return BitOperations.RotateRight(~sum, 15) + MaskDelta;
    }
}
