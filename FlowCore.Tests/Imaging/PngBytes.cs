using System.Buffers.Binary;
using System.IO.Compression;

namespace FlowCore.Tests.Imaging;

/// <summary>PNG files of any kind of pixel, written without the library that reads them.</summary>
internal static class PngBytes
{
    public const byte Gray = 0, Colour = 2, Palette = 3, GrayAlpha = 4, ColourAlpha = 6;

    public static byte[] OfGray(int height, int width, Func<int, int, int> pixel) =>
        Of(height, width, Gray, 8, (y, x) => [pixel(y, x)]);

    public static byte[] OfColour(int height, int width, Func<int, int, (int Red, int Green, int Blue)> pixel) =>
        Of(height, width, Colour, 8, (y, x) =>
        {
            var (red, green, blue) = pixel(y, x);
            return [red, green, blue];
        });

    /// <summary>A file whose samples at (row, column) are as given, each of some bits.</summary>
    public static byte[] Of(
        int height, int width, byte colourType, int bits, Func<int, int, int[]> samples, byte[]? palette = null, byte[]? transparency = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bits, colourType);

        var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
        Chunk(file, "IHDR"u8, header);
        if (palette is not null)
        {
            Chunk(file, "PLTE"u8, palette);
        }

        if (transparency is not null)
        {
            Chunk(file, "tRNS"u8, transparency);
        }

        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            for (var row = 0; row < height; row++)
            {
                zlib.Write([0, .. Row(Enumerable.Range(0, width).SelectMany(column => samples(row, column)), bits)]);
            }
        }

        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>The same file with another size in its header, whose check sum is right.</summary>
    public static byte[] Promising(byte[] file, int height, int width)
    {
        byte[] other = [.. file];
        BinaryPrimitives.WriteInt32BigEndian(other.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(other.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(other.AsSpan(29), Crc(other[12..29]));
        return other;
    }

    /// <summary>The same file with one more chunk after its header.</summary>
    public static byte[] WithChunk(byte[] file, ReadOnlySpan<byte> type, byte[] data)
    {
        const int AfterHeader = 33;
        var other = new MemoryStream();
        other.Write(file, 0, AfterHeader);
        Chunk(other, type, data);
        other.Write(file, AfterHeader, file.Length - AfterHeader);
        return other.ToArray();
    }

    /// <summary>The same file with its pixels in several chunks.</summary>
    public static byte[] InParts(byte[] file, int size)
    {
        var at = file.AsSpan().IndexOf("IDAT"u8);
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at - 4));
        var other = new MemoryStream();
        other.Write(file, 0, at - 4);
        foreach (var part in file[(at + 4)..(at + 4 + length)].Chunk(size))
        {
            Chunk(other, "IDAT"u8, part);
        }

        other.Write(file.AsSpan(at + 4 + length + 4));
        return other.ToArray();
    }

    private static byte[] Row(IEnumerable<int> samples, int bits)
    {
        var values = samples.ToArray();
        var row = new byte[((values.Length * bits) + 7) / 8];
        for (var i = 0; i < values.Length; i++)
        {
            for (var bit = 0; bit < bits; bit++)
            {
                var at = (i * bits) + bit;
                row[at / 8] |= (byte)(((values[i] >> (bits - 1 - bit)) & 1) << (7 - (at % 8)));
            }
        }

        return row;
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] body = [.. type, .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
