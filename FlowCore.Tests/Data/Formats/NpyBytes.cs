using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace FlowCore.Tests.Data.Formats;

/// <summary>NumPy files written out by hand, so that the reader is not judged by its own kin.</summary>
internal static class NpyBytes
{
    /// <summary>Bytes that count up, in an array of a shape.</summary>
    public static byte[] Counting(params int[] shape)
    {
        var pixels = new byte[shape.Aggregate(1, (product, extent) => product * extent)];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)i;
        }

        return File(pixels, shape);
    }

    /// <summary>An array of bytes, as numpy.save writes it.</summary>
    public static byte[] File(byte[] pixels, params int[] shape) =>
        [.. Header($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({Tuple(shape)}), }}"), .. pixels];

    /// <summary>Magic, version 1.0 and a dictionary, padded to a multiple of 64.</summary>
    public static byte[] Header(string dictionary, byte version = 1)
    {
        var start = version == 1 ? 10 : 12;
        var text = dictionary.PadRight((((start + dictionary.Length) / 64) + 1) * 64 - start - 1) + "\n";
        var length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)text.Length);
        }

        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.ASCII.GetBytes(text)];
    }

    /// <summary>An archive of arrays, stored or deflated, by the library's own writer.</summary>
    public static byte[] Archive(bool isDeflated, params (string Name, byte[] Array)[] arrays)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, array) in arrays)
            {
                var level = isDeflated ? CompressionLevel.Optimal : CompressionLevel.NoCompression;
                using var entry = archive.CreateEntry($"{name}.npy", level).Open();
                entry.Write(array);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Labels as downsampled ImageNet has them: 1-based, eight bytes each.</summary>
    public static byte[] Labels(int count) =>
    [
        .. Header($"{{'descr': '<i8', 'fortran_order': False, 'shape': ({count},), }}"),
        .. Enumerable.Range(1, count).SelectMany(label => BitConverter.GetBytes((long)label)),
    ];

    private static string Tuple(int[] shape) => string.Join(", ", shape) + (shape.Length == 1 ? "," : "");
}
