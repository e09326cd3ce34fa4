using ProtoBuf;
using Xunit;

namespace FlowCore.Tests.TensorBoard;

/// <summary>Reads event files without any code of the writer's: the framing as TensorFlow describes it, the messages by protobuf-net.</summary>
internal static class EventReader
{
    /// <summary>CRC-32C bit by bit.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        const uint Castagnoli = 0x82F63B78;
        var sum = ~0u;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) * Castagnoli);
            }
        }

        return ~sum;
    }

    public static uint Masked(uint crc) => unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u);

    /// <summary>All events of a file, which holds whole records with true sums and nothing else.</summary>
    public static IReadOnlyList<EventMessage> Read(string path)
    {
        var events = new List<EventMessage>();
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BitConverter.ToUInt64(bytes, at);
            Assert.Equal(Masked(Crc(bytes.AsSpan(at, 8))), BitConverter.ToUInt32(bytes, at + 8));
            Assert.Equal(Masked(Crc(bytes.AsSpan(at + 12, length))), BitConverter.ToUInt32(bytes, at + 12 + length));
            events.Add(Serializer.Deserialize<EventMessage>(bytes.AsSpan(at + 12, length)));
            at += 12 + length + 4;
        }

        return events;
    }
}
