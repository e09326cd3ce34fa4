using System.Buffers.Binary;
using System.IO.Compression;

namespace FlowCore.Files;

/// <summary>Files that may be packed with gzip, which the first bytes tell and not the name.</summary>
internal static class GzipFile
{
    /// <summary>Deflate packs 258 bytes into two bits at best.</summary>
    public const int MostRatio = 1032;

    /// <summary>Whether a file that begins so is packed.</summary>
    public static bool IsPacked(ReadOnlySpan<byte> start) => start.StartsWith<byte>([0x1F, 0x8B]);

    /// <summary>What is packed in a stream from where it stands, or null when it is not packed; the stream is left open.</summary>
    public static GZipStream? Unpack(Stream stream)
    {
        Span<byte> first = stackalloc byte[2];
        var got = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        stream.Position -= got;
        return IsPacked(first[..got]) ? new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true) : null;
    }

    /// <summary>
    /// The length that a packed file's last four bytes say it unpacks to, or 0 where deflate could not pack so much into it. The
    /// stream stays where it stands.
    /// </summary>
    public static long UnpackedLength(Stream packed)
    {
        if (packed.Length < sizeof(uint))
        {
            return 0;
        }

        var position = packed.Position;
        var said = LastWord(packed);
        packed.Position = position;
        return said <= packed.Length * MostRatio ? said : 0;
    }

    /// <summary>
    /// The unpacker takes a file that ends before its check sum for a whole one. The last four bytes of gzip are the
    /// unpacked length, so they tell whether the end is there.
    /// </summary>
    /// <exception cref="FlowException">It is not.</exception>
    public static void CheckEnd(Stream packed, long length, string name)
    {
        var said = LastWord(packed);
        if (said != (uint)length)
        {
            throw new FlowException(
                name,
                $"gzip data that ends with its length {length}",
                $"{said}",
                "The file is cut short or has several parts; pack it anew.");
        }
    }

    private static uint LastWord(Stream packed)
    {
        Span<byte> end = stackalloc byte[sizeof(uint)];
        packed.Position = packed.Length - end.Length;
        packed.ReadExactly(end);
        return BinaryPrimitives.ReadUInt32LittleEndian(end);
    }

    /// <summary>Reads, and says in one line of the file what goes wrong in it.</summary>
    /// <exception cref="FlowException">It cannot be read or unpacked.</exception>
    public static T Refusing<T>(string name, string kind, Func<T> read)
    {
        try
        {
            return read();
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
            throw FileFailure.Reading(name, kind, failure);
        }
    }
}
