using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using FlowCore.Files;

namespace FlowCore.Data.Numpy;

/// <summary>Writes floats for NumPy: one array as <c>.npy</c>, version 1.0, or several by their names as <c>.npz</c>.</summary>
public static class NumpyArrays
{
    private const string Extension = ".npy";

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
        NpyPreamble.Write(stream, "<f4", [.. Enumerable.Range(0, shape.Rank).Select(axis => shape[axis])]);
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
