using System.Buffers.Binary;
using System.IO.Compression;

namespace FlowCore.Tests.Data.Idx;

/// <summary>IDX files written out by hand, so that the reader is not judged by its own kin.</summary>
internal static class IdxBytes
{
    /// <summary>Magic, extents, then <paramref name="pixels"/> bytes that count up.</summary>
    public static byte[] File(uint magic, uint[] extents, int pixels)
    {
        var bytes = new byte[4 + (4 * extents.Length) + pixels];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, magic);
        for (var i = 0; i < extents.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 + (4 * i)), extents[i]);
        }

        for (var i = 0; i < pixels; i++)
        {
            bytes[bytes.Length - pixels + i] = (byte)i;
        }

        return bytes;
    }

    /// <summary>A whole file of grey images.</summary>
    public static byte[] Grey(int count, int height = 2, int width = 3) =>
        File(0x0803, [(uint)count, (uint)height, (uint)width], count * height * width);

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>A gzip file of one stored block, cut off before its check sum: the same bytes for any packer.</summary>
    public static byte[] GzipWithoutEnd(byte[] bytes)
    {
        byte[] start = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(11), (ushort)bytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(13), (ushort)~bytes.Length);
        return [.. start, .. bytes];
    }
}
