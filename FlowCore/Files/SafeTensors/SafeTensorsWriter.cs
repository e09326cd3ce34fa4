using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FlowCore.Files.SafeTensors;

/// <summary>
/// Collects tensors and strings and writes them as one safetensors file. The bytes follow from what was added, and in
/// which order, and from nothing else: the same model gives the same file.
/// </summary>
public sealed class SafeTensorsWriter
{
    private const int ChunkElements = 1 << 14;

    private readonly List<SafeTensorsEntry> _entries = [];
    private readonly Dictionary<SafeTensorsEntry, Action<Stream>> _payloads = new(ReferenceEqualityComparer.Instance);
    private readonly List<KeyValuePair<string, string>> _metadata = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>Adds a string to the <c>__metadata__</c> member.</summary>
    /// <exception cref="FlowException">The key was added before.</exception>
    public void AddMetadata(string key, string value)
    {
        ThrowIfTaken(_keys.Add(key), "metadata", key);
        _metadata.Add(new(key, value));
    }

    /// <summary>Adds a tensor of F32.</summary>
    /// <param name="name">Its key in the file.</param>
    /// <param name="shape">Its extents, row-major.</param>
    /// <param name="values">Its elements; kept and not copied until the file is written.</param>
    /// <exception cref="ShapeException">There are not as many values as the shape has elements.</exception>
    /// <exception cref="FlowException">The name was added before or is <c>__metadata__</c>.</exception>
    public void Add(string name, Shape shape, ReadOnlyMemory<float> values)
    {
        ThrowIfNotAll(name, shape, values.Length);
        Add(name, SafeTensorsType.Float32, shape, stream => Write(stream, values.Span));
    }

    /// <summary>Adds a tensor of I32.</summary>
    /// <inheritdoc cref="Add(string, Shape, ReadOnlyMemory{float})"/>
    public void Add(string name, Shape shape, ReadOnlyMemory<int> values)
    {
        ThrowIfNotAll(name, shape, values.Length);
        Add(name, SafeTensorsType.Int32, shape, stream => Write(stream, values.Span));
    }

    /// <summary>Adds a tensor whose bytes come from elsewhere when they are asked for, each time the same: for the hash, and for the file.</summary>
    /// <param name="name">Its key in the file.</param>
    /// <param name="dtype">The type of its elements.</param>
    /// <param name="shape">Its extents, row-major.</param>
    /// <param name="write">Writes as many little-endian elements as the shape has.</param>
    internal void Add(string name, string dtype, Shape shape, Action<Stream> write) => _payloads[AddEntry(name, dtype, shape)] = write;

    /// <summary>Writes elements of F32 as a file has them.</summary>
    internal static void Write(Stream stream, ReadOnlySpan<float> values) =>
        WriteChunks(stream, values, BinaryPrimitives.WriteSingleLittleEndian);

    /// <summary>Writes elements of I32 as a file has them.</summary>
    internal static void Write(Stream stream, ReadOnlySpan<int> values) =>
        WriteChunks(stream, values, BinaryPrimitives.WriteInt32LittleEndian);

    /// <summary>Writes elements of I64 as a file has them.</summary>
    internal static void Write(Stream stream, ReadOnlySpan<long> values) =>
        WriteChunks(stream, values, BinaryPrimitives.WriteInt64LittleEndian);

    /// <summary>The <see cref="SafeTensors.ContentHash"/> of what was added so far.</summary>
    public string ContentHash() =>
        SafeTensors.ContentHash.Of(_metadata, _entries, (entry, stream) => _payloads[entry](stream));

    /// <summary>Writes the file as <see cref="AtomicFile.Write"/> does: in full or not at all.</summary>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public void Save(string path) => AtomicFile.Write(path, WriteTo);

    /// <summary>Writes length, header and data, in the order in which they were added.</summary>
    public void WriteTo(Stream stream)
    {
        var header = Header();
        Span<byte> prefix = stackalloc byte[SafeTensorsHeader.PrefixLength];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (var entry in _entries)
        {
            _payloads[entry](stream);
        }
    }

    private static void ThrowIfTaken(bool isNew, string kind, string name)
    {
        if (!isNew)
        {
            throw new FlowException("SafeTensorsWriter", $"each {kind} name once", $"'{name}' again", "Give it another name.");
        }
    }

    private static void WriteChunks<T>(Stream stream, ReadOnlySpan<T> values, WriteElement<T> write)
        where T : unmanaged
    {
        var size = Unsafe.SizeOf<T>();
        var chunk = BitConverter.IsLittleEndian ? [] : new byte[size * Math.Min(ChunkElements, values.Length)];
        while (!values.IsEmpty)
        {
            var part = values[..Math.Min(ChunkElements, values.Length)];
            for (var i = 0; i < part.Length && !BitConverter.IsLittleEndian; i++)
            {
                write(chunk.AsSpan(size * i), part[i]);
            }

            // What lies in memory as it lies in the file goes there as it is: a checkpoint is hundreds of megabytes of such.
            stream.Write(BitConverter.IsLittleEndian ? MemoryMarshal.AsBytes(part) : chunk.AsSpan(0, size * part.Length));
            values = values[part.Length..];
        }
    }

    private static void ThrowIfNotAll(string name, Shape shape, int count) =>
        ShapeException.ThrowIfNot(shape.Count, count, $"SafeTensorsWriter '{name}' {shape}", "elements");

    private SafeTensorsEntry AddEntry(string name, string dtype, Shape shape)
    {
        if (name == SafeTensorsHeader.MetadataKey)
        {
            throw new FlowException("SafeTensorsWriter", "the name of a tensor", $"'{name}'", "The format keeps it for strings.");
        }

        ThrowIfTaken(_names.Add(name), "tensor", name);
        var offset = _entries.Count == 0 ? 0 : _entries[^1].Offset + _entries[^1].Length;
        var entry = new SafeTensorsEntry(name, dtype, shape, offset, SafeTensorsType.Size(dtype) * shape.Count);
        _entries.Add(entry);
        return entry;
    }

    private byte[] Header()
    {
        var buffer = new ArrayBufferWriter<byte>();
        // The relaxed encoder leaves quotes inside the metadata's own JSON readable; nothing here ends up in HTML.
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json);
            _entries.ForEach(entry => WriteEntry(json, entry));
            json.WriteEndObject();
        }

        // Spaces up to a multiple of 8, so that readers can map the data as it is.
        var header = new byte[(buffer.WrittenCount + 7) / 8 * 8];
        buffer.WrittenSpan.CopyTo(header);
        header.AsSpan(buffer.WrittenCount).Fill((byte)' ');
        return header;
    }

    private void WriteMetadata(Utf8JsonWriter json)
    {
        if (_metadata.Count == 0)
        {
            return;
        }

        json.WriteStartObject(SafeTensorsHeader.MetadataKey);
        foreach (var (key, value) in _metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafeTensorsEntry entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.Dtype);
        json.WriteStartArray("shape");
        for (var axis = 0; axis < entry.Shape.Rank; axis++)
        {
            json.WriteNumberValue(entry.Shape[axis]);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(entry.Offset);
        json.WriteNumberValue(entry.Offset + entry.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private delegate void WriteElement<T>(Span<byte> destination, T value);
}
