using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using FlowCore.Files;

namespace FlowCore.Data.Numpy;

/// <summary>Writes floats for NumPy: one array as <c>.npy</c>, version 1.0, or several by their names as <c>.npz</c>.</summary>
public static class NumpyArrays
{
    private const string Extension = ".npy";
    private const int Alignment = 64;

    /// <summary>Writes one array, row-major, in full or not at all.</summary>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="values">As many as the shape has elements.</param>
    /// <exception cref="ShapeException">There are more or fewer.</exception>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public static void Save(string path, Shape shape, float[] values) => AtomicFile.Write(path, stream => Write(stream, shape, values));

    /// <summary>Writes an archive of arrays that are not packed, as <c>numpy.savez</c> does, in full or not at all.</summary>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <param name="arrays">A name, extents and numbers each; taken one after the other.</param>
    /// <exception cref="ShapeException">There are more or fewer numbers than a shape has elements.</exception>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public static void Save(string path, IEnumerable<(string Name, Shape Shape, float[] Values)> arrays) => AtomicFile.Write(path, stream =>
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, shape, values) in arrays)
        {
            var entry = archive.CreateEntry(name + Extension, CompressionLevel.NoCompression);

            // The time that archives begin with: the same arrays give the same file.
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var bytes = entry.Open();
            Write(bytes, shape, values);
        }
    });

    private static void Write(Stream stream, Shape shape, float[] values)
    {
        ShapeException.ThrowIfNot(shape.Count, values.Length, nameof(NumpyArrays), "numbers");
        var extents = string.Concat(Enumerable.Range(0, shape.Rank).Select(axis => FormattableString.Invariant($"{shape[axis]}, ")));
        var text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({extents}), }}";
        Span<byte> start = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 0, 0];
        var length = start.Length + text.Length + 1;
        text = text.PadRight(text.Length + ((Alignment - (length % Alignment)) % Alignment)) + "\n";
        BinaryPrimitives.WriteUInt16LittleEndian(start[8..], (ushort)text.Length);
        stream.Write(start);
        stream.Write(Encoding.ASCII.GetBytes(text));
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes<float>(values));
            return;
        }

        Span<byte> number = stackalloc byte[sizeof(float)];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(number, value);
            stream.Write(number);
        }
    }
}
