using System.IO.Compression;
using FlowCore.Data.Files;
using FlowCore.Files;
using Microsoft.Win32.SafeHandles;

namespace FlowCore.Data.Numpy;

/// <summary>One array of an .npz archive.</summary>
internal sealed class NpzArray
{
    private const string Extension = ".npy";

    private readonly string _archive;
    private readonly SafeFileHandle _file;
    private readonly ZipEntry _entry;
    private readonly long _start;

    private NpzArray(string path, SafeFileHandle file, ZipEntry entry)
    {
        (_archive, _file, _entry) = (path, file, entry);
        (Path, Name) = ($"{path}: {entry.Name}", entry.Name[..^Extension.Length]);
        if (entry.IsEncrypted || entry.Method is not (ZipEntry.Stored or ZipEntry.Deflated))
        {
            throw new FlowException(
                Path,
                "a stored or deflated array",
                entry.IsEncrypted ? "an encrypted one" : $"packing method {entry.Method}",
                "Save it with numpy.savez.");
        }

        var bound = entry.Method == ZipEntry.Stored ? entry.PackedLength : (Int128)entry.PackedLength * GzipFile.MostRatio;
        if (entry.Length < 0 || entry.Length > bound || (entry.Method == ZipEntry.Stored && entry.Length != entry.PackedLength))
        {
            throw new FlowException(
                Path,
                $"a length that {entry.PackedLength} bytes can unpack to",
                $"{entry.Length}",
                "The file is damaged; fetch it again.");
        }

        _start = ZipDirectory.FindBytes(file, entry, path);
        Header = ReadHeader();
    }

    /// <summary>The archive and the array, for messages.</summary>
    public string Path { get; }

    /// <summary>The name under which it was saved.</summary>
    public string Name { get; }

    /// <summary>Its type and shape.</summary>
    public NpyHeader Header { get; }

    /// <summary>The arrays of an archive.</summary>
    /// <exception cref="FlowException">The archive is damaged or not one of arrays.</exception>
    public static IReadOnlyList<NpzArray> ReadAll(string path, SafeFileHandle file) =>
    [
        .. ZipDirectory.Read(file, path)
            .Where(entry => entry.Name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(entry => new NpzArray(path, file, entry)),
    ];

    /// <summary>Its images: in memory if they are packed or the budget has room, else read where they lie.</summary>
    /// <param name="order">Where channels stand.</param>
    /// <param name="memory">What may be kept in memory.</param>
    /// <exception cref="FlowException">It does not hold images, is damaged, or does not fit into memory.</exception>
    public IImageSet Open(ChannelOrder order, MemoryBudget memory)
    {
        var layout = NpyImages.Layout(Header, order, Path);
        layout.ThrowIfNot(_entry.Length, Path);
        if (_entry.Method == ZipEntry.Deflated)
        {
            memory.Take(layout.Pixels, Path, "Save it with numpy.savez and not savez_compressed: a stored one need not fit.");
            return new InMemoryImageSet(Path, layout.Shape, Unpack(layout));
        }

        return FileImageSet.Open(Path, _archive, layout with { Offset = _start + layout.Offset }, memory);
    }

    /// <summary><c>data [800, 3072]</c>.</summary>
    public override string ToString() => $"{Name} [{string.Join(", ", Header.Extents)}]";

    private NpyHeader ReadHeader()
    {
        using var bytes = Bytes();
        return Refusing(() => NpyHeader.Read(buffer => bytes.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false), Path));
    }

    private byte[] Unpack(PixelLayout layout) => Refusing(() =>
    {
        using var bytes = Bytes();
        var header = new byte[layout.Offset];
        bytes.ReadExactly(header);
        var pixels = GC.AllocateUninitializedArray<byte>((int)layout.Pixels);
        bytes.ReadExactly(pixels);
        if (Crc32.Append(Crc32.Append(0, header), pixels) != _entry.Crc)
        {
            throw new InvalidDataException("The check sum is another.");
        }

        if (!layout.Interleaved)
        {
            return pixels;
        }

        var size = layout.Shape.Dimensions;
        var image = new byte[size];
        for (var i = 0; i < layout.Count; i++)
        {
            pixels.AsSpan(i * size, size).CopyTo(image);
            layout.ToPlanes(image, pixels.AsSpan(i * size, size));
        }

        return pixels;
    });

    private Stream Bytes()
    {
        var packed = new PositionalStream(_file, _start, _entry.PackedLength, Path);
        return _entry.Method == ZipEntry.Stored ? packed : new DeflateStream(packed, CompressionMode.Decompress);
    }

    private T Refusing<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            throw new FlowException(
                $"{Path}: expected a whole packed array, got damaged or missing data. Fetch the file again.", failure);
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            throw FileFailure.Reading(Path, "an array", failure);
        }
    }
}
