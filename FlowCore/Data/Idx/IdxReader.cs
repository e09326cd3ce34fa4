using System.Buffers.Binary;
using System.IO.Compression;
using FlowCore.Data.Files;
using FlowCore.Files;

namespace FlowCore.Data.Idx;

/// <summary>
/// IDX files of images, the format of MNIST and its kin: unsigned bytes <c>[N, H, W]</c> or <c>[N, C, H, W]</c> behind a
/// big-endian header, plain or packed with gzip, which the first bytes tell and not the name.
/// </summary>
public static class IdxReader
{
    private const string Kind = "an IDX file of images";
    private const int FirstChunk = 1 << 20;

    /// <summary>All images of a file, with their indices as ids.</summary>
    /// <exception cref="FlowException">It cannot be read, or is not one whole IDX file of images.</exception>
    public static InMemoryImageSet Read(string path)
    {
        using var file = FileFailure.Open(path, Kind);
        return Read(file, path);
    }

    /// <summary>The images of a file: those of a plain one stay there when the budget has no room for them.</summary>
    /// <exception cref="FlowException">It cannot be read, or is not one whole IDX file of images.</exception>
    internal static IImageSet Open(string path, MemoryBudget memory)
    {
        using (var file = PositionalFile.Open(path, Kind))
        {
            var start = new byte[IdxHeader.MagicLength + 16];
            var have = PositionalFile.ReadAtMost(file, start, 0, path);
            if (!GzipFile.IsPacked(start.AsSpan(0, have)))
            {
                var header = ReadHeader(new MemoryStream(start, 0, have), path, most: long.MaxValue);
                ThrowIfNotWhole(header, RandomAccess.GetLength(file), path, "");
                var layout = new PixelLayout(header.Shape, header.Count, header.Length, header.Shape.Dimensions);
                return FileImageSet.Open(path, path, layout, memory);
            }
        }

        using var packed = FileFailure.Open(path, Kind);
        return Read(packed, path, memory);
    }

    /// <summary>The magic number of a file, from its first bytes, which may be packed with gzip; 0 if it has none.</summary>
    internal static uint Magic(ReadOnlySpan<byte> start)
    {
        Span<byte> magic = stackalloc byte[IdxHeader.MagicLength];
        if (!GzipFile.IsPacked(start))
        {
            return start.Length < magic.Length ? 0 : BinaryPrimitives.ReadUInt32BigEndian(start);
        }

        try
        {
            using var unpacked = new GZipStream(new MemoryStream(start.ToArray()), CompressionMode.Decompress);
            return unpacked.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length
                ? 0
                : BinaryPrimitives.ReadUInt32BigEndian(magic);
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    /// <summary>All images of a stream, with their indices as ids.</summary>
    /// <param name="stream">One whole file, at its start; it must be able to seek and is left open.</param>
    /// <param name="name">The name of the set, and of the file in messages.</param>
    /// <exception cref="FlowException">It cannot be read, or is not one whole IDX file of images.</exception>
    public static InMemoryImageSet Read(Stream stream, string name) => Read(stream, name, MemoryBudget.Usual());

    private static InMemoryImageSet Read(Stream stream, string name, MemoryBudget memory) => GzipFile.Refusing(name, Kind, () =>
    {
        var start = stream.Position;
        using var unpacked = GzipFile.Unpack(stream);
        if (unpacked is null)
        {
            return Parse(stream, name, stream.Length - start, isPacked: false, memory).Set;
        }

        var (set, length) = Parse(unpacked, name, GzipFile.UnpackedLength(stream), isPacked: true, memory);
        GzipFile.CheckEnd(stream, length, name);
        return set;
    });

    /// <param name="stream">The unpacked file.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="length">Its length; of a packed one what its end says, which damage may have changed, or 0.</param>
    /// <param name="isPacked">Whether it is.</param>
    /// <param name="memory">What may be kept.</param>
    private static (InMemoryImageSet Set, long Length) Parse(
        Stream stream, string name, long length, bool isPacked, MemoryBudget memory)
    {
        var header = ReadHeader(stream, name, Array.MaxLength);
        if (!isPacked)
        {
            ThrowIfNotWhole(header, length, name, "");
        }

        memory.Take(header.Pixels, name, "Unpack the file with gunzip: a plain one need not fit.");
        var pixels = ReadPixels(stream, header, length == header.Total ? header.Pixels : FirstChunk, name);
        if (stream.ReadByte() >= 0)
        {
            ThrowIfNotWhole(header, header.Total + 1, name, " or more");
        }

        return (new InMemoryImageSet(name, header.Shape, pixels), header.Total);
    }

    private static IdxHeader ReadHeader(Stream stream, string name, long most)
    {
        var start = new byte[IdxHeader.MagicLength];
        FillHeader(stream, start, 0, name);
        var bytes = new byte[IdxHeader.LengthFor(start, name)];
        start.CopyTo(bytes, 0);
        FillHeader(stream, bytes, start.Length, name);
        return IdxHeader.Parse(bytes, name, most);
    }

    private static void FillHeader(Stream stream, byte[] header, int have, string name)
    {
        have += stream.ReadAtLeast(header.AsSpan(have), header.Length - have, throwOnEndOfStream: false);
        if (have < header.Length)
        {
            throw new FlowException(
                name,
                $"an IDX header of at least {header.Length} bytes",
                $"{have} bytes",
                "The file is cut short; fetch it again.");
        }
    }

    /// <summary>
    /// Grows with what is really there, unless the file's length agrees with its header: a header of a few bytes must not cost
    /// gigabytes, and a whole file not twice its pixels.
    /// </summary>
    private static byte[] ReadPixels(Stream stream, IdxHeader header, long first, string name)
    {
        // Not cleared: pages that a file with a false end never fills are never taken from the machine.
        var pixels = GC.AllocateUninitializedArray<byte>((int)Math.Min(header.Pixels, first));
        var have = 0;
        while (true)
        {
            have += stream.ReadAtLeast(pixels.AsSpan(have), pixels.Length - have, throwOnEndOfStream: false);
            if (have < pixels.Length)
            {
                ThrowIfNotWhole(header, header.Length + (long)have, name, "");
            }

            if (have == header.Pixels)
            {
                return pixels;
            }

            Array.Resize(ref pixels, (int)Math.Min(header.Pixels, 2L * pixels.Length));
        }
    }

    private static void ThrowIfNotWhole(IdxHeader header, long actual, string name, string orMore)
    {
        if (actual != header.Total)
        {
            throw new FlowException(
                name,
                $"{header.Total} bytes ({header.Count} images of {header.Shape} after {header.Length} bytes of header)",
                $"{actual} bytes{orMore}",
                actual < header.Total
                    ? "The file is cut short; fetch it again."
                    : "The header or the end is damaged; fetch the file again.");
        }
    }
}
