using System.Buffers.Binary;
using System.IO.Compression;
using FlowCore.Serialization;

namespace FlowCore.Data;

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

    /// <summary>All images of a stream, with their indices as ids.</summary>
    /// <param name="stream">One whole file, at its start; it must be able to seek and is left open.</param>
    /// <param name="name">The name of the set, and of the file in messages.</param>
    /// <exception cref="FlowException">It cannot be read, or is not one whole IDX file of images.</exception>
    public static InMemoryImageSet Read(Stream stream, string name)
    {
        try
        {
            Span<byte> first = stackalloc byte[2];
            var got = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
            stream.Position -= got;
            if (!first[..got].SequenceEqual<byte>([0x1F, 0x8B]))
            {
                return Parse(stream, name, stream.Length - stream.Position).Set;
            }

            using var unpacked = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            var (set, length) = Parse(unpacked, name, length: null);
            CheckGzipEnd(stream, length, name);
            return set;
        }
        catch (InvalidDataException failure)
        {
            throw new FlowException(
                $"{name}: expected a whole gzip file, got damaged or missing data. Fetch the file again.", failure);
        }
        catch (OutOfMemoryException failure)
        {
            throw new FlowException($"{name}: expected pixels that fit into memory, got too many. Split the file.", failure);
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            throw FileFailure.Reading(name, Kind, failure);
        }
    }

    private static (InMemoryImageSet Set, long Length) Parse(Stream stream, string name, long? length)
    {
        var start = new byte[IdxHeader.MagicLength];
        ReadHeader(stream, start, 0, name);
        var bytes = new byte[IdxHeader.LengthFor(start, name)];
        start.CopyTo(bytes, 0);
        ReadHeader(stream, bytes, start.Length, name);
        var header = IdxHeader.Parse(bytes, name);
        if (length is { } actual)
        {
            ThrowIfNotWhole(header, actual, name, "");
        }

        var pixels = ReadPixels(stream, header, name);
        if (stream.ReadByte() >= 0)
        {
            ThrowIfNotWhole(header, header.Total + 1, name, " or more");
        }

        return (new InMemoryImageSet(name, header.Shape, pixels), header.Total);
    }

    /// <summary>
    /// The unpacker takes a file that ends before its check sum for a whole one. The last four bytes of gzip are the
    /// unpacked length, so they tell whether the end is there.
    /// </summary>
    private static void CheckGzipEnd(Stream packed, long length, string name)
    {
        Span<byte> end = stackalloc byte[4];
        packed.Position = packed.Length - end.Length;
        packed.ReadExactly(end);
        var said = BinaryPrimitives.ReadUInt32LittleEndian(end);
        if (said != length)
        {
            throw new FlowException(
                name,
                $"gzip data that ends with its length {length}",
                $"{said}",
                "The file is cut short or has several parts; pack it anew.");
        }
    }

    private static void ReadHeader(Stream stream, byte[] header, int have, string name)
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

    /// <summary>Grows with what is really there: a header of a few bytes must not cost gigabytes.</summary>
    private static byte[] ReadPixels(Stream stream, IdxHeader header, string name)
    {
        var pixels = new byte[Math.Min(header.Pixels, FirstChunk)];
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
