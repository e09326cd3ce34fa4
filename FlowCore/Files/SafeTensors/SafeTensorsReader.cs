namespace FlowCore.Files.SafeTensors;

/// <summary>
/// A safetensors file: the header is read and checked when it is opened, each tensor when it is asked for, straight into
/// the caller's memory. Reading is safe on several threads.
/// </summary>
public sealed partial class SafeTensorsReader : IDisposable
{
    private const string Kind = "a safetensors file";
    private const string Remedy = "The file is of another model or damaged.";
    private const int ChunkBytes = 1 << 16;

    private readonly FileStream _file;
    private readonly long _dataStart;
    private readonly IReadOnlyDictionary<string, SafeTensorsEntry> _byName;

    /// <summary>Opens a file and checks everything but the numbers.</summary>
    /// <exception cref="FlowException">It cannot be read, or is not one whole safetensors file.</exception>
    public SafeTensorsReader(string path)
    {
        Path = path;
        _file = FileFailure.Open(path, Kind);
        try
        {
            var header = SafeTensorsHeader.Read(_file, path);
            _dataStart = header.DataStart;
            Entries = header.Entries;
            Metadata = header.Metadata;
            _byName = header.ByName;
        }
        catch (IOException failure)
        {
            _file.Dispose();
            throw FileFailure.Reading(path, Kind, failure);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The file, as messages name it.</summary>
    public string Path { get; }

    /// <summary>The tensors, in the order of the header.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries { get; }

    /// <summary>The strings of the <c>__metadata__</c> member; empty when there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Whether there is a tensor of this name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="FlowException">There is none.</exception>
    public SafeTensorsEntry Entry(string name) => _byName.TryGetValue(name, out var entry)
        ? entry
        : throw new FlowException(Path, $"a tensor '{name}'", $"none among {Entries.Count}", Remedy);

    /// <summary>The numbers of a tensor of F32, F64 (rounded), F16 or BF16, row-major.</summary>
    /// <exception cref="FlowException">No such tensor, another type, or the file cannot be read.</exception>
    public float[] ReadFloats(string name)
    {
        var values = new float[ArrayLength(Path, Entry(name))];
        Read(name, values);
        return values;
    }

    /// <summary>The numbers of a tensor of I32, row-major.</summary>
    /// <exception cref="FlowException">No such tensor, another type, or the file cannot be read.</exception>
    public int[] ReadInts(string name)
    {
        var values = new int[ArrayLength(Path, Entry(name))];
        Read(name, values);
        return values;
    }

    /// <summary>As <see cref="ReadFloats"/>, into memory of the caller.</summary>
    /// <param name="name">Which tensor.</param>
    /// <param name="values">As many as the tensor has elements; overwritten.</param>
    /// <exception cref="ShapeException">There is not room for exactly its elements.</exception>
    /// <exception cref="FlowException">No such tensor, another type, or the file cannot be read.</exception>
    public void Read(string name, Span<float> values)
    {
        var entry = Entry(name);
        Check(entry, SafeTensorsType.IsConvertible(entry.Dtype), SafeTensorsType.Convertible, values.Length);
        ReadChunks(entry, values, (bytes, part) => SafeTensorsType.ToFloats(entry.Dtype, bytes, part));
    }

    /// <summary>As <see cref="ReadInts"/>, into memory of the caller.</summary>
    /// <param name="name">Which tensor.</param>
    /// <param name="values">As many as the tensor has elements; overwritten.</param>
    /// <exception cref="ShapeException">There is not room for exactly its elements.</exception>
    /// <exception cref="FlowException">No such tensor, another type, or the file cannot be read.</exception>
    public void Read(string name, Span<int> values)
    {
        var entry = Entry(name);
        Check(entry, entry.Dtype == SafeTensorsType.Int32, SafeTensorsType.Int32, values.Length);
        ReadChunks(entry, values, SafeTensorsType.ToInts);
    }

    /// <summary>The SHA-256 of the metadata, but for one string, and of all tensors, whatever their order in the file.</summary>
    /// <param name="exceptKey">The string that is left out, because it is to be the hash itself.</param>
    /// <returns>As <see cref="SafeTensorsWriter.ContentHash"/> of the same contents gives it.</returns>
    /// <exception cref="FlowException">The file cannot be read.</exception>
    public string ContentHash(string exceptKey) =>
        SafeTensors.ContentHash.Of(Metadata.Where(pair => pair.Key != exceptKey), Entries, CopyTo);

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static int ArrayLength(string path, SafeTensorsEntry entry) => entry.Count <= Array.MaxLength
        ? (int)entry.Count
        : throw new FlowException(path, $"at most {Array.MaxLength} elements in {entry}", $"{entry.Count}", "Split the tensor.");

    private void Check(SafeTensorsEntry entry, bool isReadable, string types, int room)
    {
        if (!isReadable)
        {
            throw new FlowException(
                Path, $"tensor '{entry.Name}' to be {types}", entry.Dtype, Remedy);
        }

        ShapeException.ThrowIfNot(entry.Count, room, $"{Path}: reading {entry}", "elements");
    }

    /// <summary>One small buffer between the disk and the caller's memory, whatever the size of the tensor.</summary>
    private void ReadChunks<T>(
        SafeTensorsEntry entry, Span<T> values, Action<ReadOnlySpan<byte>, Span<T>> convert, long first = 0)
    {
        var size = SafeTensorsType.Size(entry.Dtype);
        var (at, end) = (first * size, (first + values.Length) * size);
        var chunk = new byte[Math.Min(ChunkBytes, end - at)];
        for (; at < end; at += chunk.Length)
        {
            var part = Fill(chunk.AsSpan(0, (int)Math.Min(chunk.Length, end - at)), entry, at);
            convert(part, values[..(part.Length / size)]);
            values = values[(part.Length / size)..];
        }
    }

    private void CopyTo(SafeTensorsEntry entry, Stream stream)
    {
        var chunk = new byte[Math.Min(ChunkBytes, entry.Length)];
        for (var at = 0L; at < entry.Length; at += chunk.Length)
        {
            stream.Write(Fill(chunk, entry, at));
        }
    }

    /// <summary>The bytes of a tensor from one on, as many as there are and have room.</summary>
    private ReadOnlySpan<byte> Fill(Span<byte> chunk, SafeTensorsEntry entry, long at)
    {
        var part = chunk[..(int)Math.Min(chunk.Length, entry.Length - at)];
        Fill(part, _dataStart + entry.Offset + at);
        return part;
    }

    private void Fill(Span<byte> bytes, long position)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                var got = RandomAccess.Read(_file.SafeFileHandle, bytes, position);
                if (got == 0)
                {
                    throw new EndOfStreamException("the file was cut while it was read");
                }

                bytes = bytes[got..];
                position += got;
            }
        }
        catch (IOException failure)
        {
            throw FileFailure.Reading(Path, Kind, failure);
        }
    }
}
