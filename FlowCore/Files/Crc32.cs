using System.Buffers.Binary;

namespace FlowCore.Files;

/// <summary>The check sum of zip and PNG files: the CRC-32 of ISO 3309, reflected polynomial <c>0xEDB88320</c>.</summary>
public static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;

    // Table[s][b] is what byte b does to the sum when s more bytes follow, so that eight bytes are eight look-ups.
    private static readonly uint[][] Table = MakeTable();

    /// <summary>The sum of what came before and these bytes; it begins with 0.</summary>
    public static uint Append(uint sum, ReadOnlySpan<byte> bytes)
    {
        sum = ~sum;
        while (bytes.Length >= Slices)
        {
            sum ^= BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            sum = Table[7][(byte)sum] ^ Table[6][(byte)(sum >> 8)] ^ Table[5][(byte)(sum >> 16)] ^ Table[4][sum >> 24]
                ^ Table[3][bytes[4]] ^ Table[2][bytes[5]] ^ Table[1][bytes[6]] ^ Table[0][bytes[7]];
            bytes = bytes[Slices..];
        }

        foreach (var value in bytes)
        {
            sum = (sum >> 8) ^ Table[0][(byte)sum ^ value];
        }

        return ~sum;
    }

    private static uint[][] MakeTable()
    {
        var table = new uint[Slices][];
        for (var slice = 0; slice < Slices; slice++)
        {
            table[slice] = new uint[256];
            for (var i = 0u; i < 256; i++)
            {
                var sum = slice == 0 ? i : table[slice - 1][i];
                for (var bit = 0; bit < 8; bit++)
                {
                    sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ Polynomial;
                }

                table[slice][i] = sum;
            }
        }

        return table;
    }
}
