using System.Buffers.Binary;

namespace FlowCore.Files.SafeTensors;

/// <summary>The JSON header of a safetensors file, checked against the bytes that follow it.</summary>
internal sealed partial class SafeTensorsHeader
{
    /// <summary>Bytes of the little-endian header length that a file starts with.</summary>
    public const int PrefixLength = 8;

    /// <summary>The most bytes that the format allows a header.</summary>
    public const long MaxLength = 100_000_000;

    /// <summary>The key that holds strings instead of a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    private const string Remedy = "The file is damaged or of another kind.";

    private readonly string _path;
    private readonly List<SafeTensorsEntry> _entries = [];
    private readonly Dictionary<string, SafeTensorsEntry> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private bool _hasMetadata;

    private SafeTensorsHeader(string path) => _path = path;

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries => _entries;

    /// <summary>The same by name.</summary>
    public IReadOnlyDictionary<string, SafeTensorsEntry> ByName => _byName;

    /// <summary>The strings of <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Bytes from the start of the file to its data.</summary>
    public long DataStart { get; private init; }

    /// <summary>Reads a header and checks it against the length of the file.</summary>
    /// <param name="file">The whole file, at its start; read up to the data.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="FlowException">There is no such header, or the data is not what it says.</exception>
    public static SafeTensorsHeader Read(Stream file, string path)
    {
        var prefix = new byte[PrefixLength];
        var got = file.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        if (got < prefix.Length)
        {
            throw new FlowException(path, "a safetensors file of at least 8 bytes", $"{got} bytes", Remedy);
        }

        // Before the allocation: eight foreign bytes read as a length ask for exabytes.
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        var most = Math.Min(MaxLength, file.Length - PrefixLength);
        if (length > (ulong)most)
        {
            throw new FlowException(path, $"a header of at most {most} bytes", $"a header length of {length}", Remedy);
        }

        var json = new byte[length];
        file.ReadExactly(json);
        var header = new SafeTensorsHeader(path) { DataStart = PrefixLength + json.Length };
        header.ReadJson(json);
        header.CheckLayout(file.Length - header.DataStart);
        return header;
    }

    /// <summary>The format demands that the tensors tile the data: any byte belongs to exactly one.</summary>
    private void CheckLayout(long dataLength)
    {
        var end = 0L;
        foreach (var entry in InOrder())
        {
            if (entry.Offset != end)
            {
                throw Refusal(
                    $"tensor '{entry.Name}' to start at byte {end} of the data",
                    $"{entry.Offset}, {(entry.Offset < end ? "an overlap" : "a hole")}");
            }

            end = entry.Offset + entry.Length;
        }

        if (end != dataLength)
        {
            throw new FlowException(
                _path,
                $"{end} bytes of tensor data",
                $"{dataLength} bytes",
                dataLength < end ? "The file is cut short; copy it again." : "Bytes were added to the file; copy it again.");
        }
    }

    /// <summary>The tensors by their place; most files have them so.</summary>
    private IEnumerable<SafeTensorsEntry> InOrder()
    {
        for (var i = 1; i < _entries.Count; i++)
        {
            if (_entries[i].Offset < _entries[i - 1].Offset + _entries[i - 1].Length)
            {
                return _entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length);
            }
        }

        return _entries;
    }

    // Names come from the file: they may be long or hold line breaks, and an error is one line.
    private FlowException Refusal(string expected, string got) =>
        new(_path, FileFailure.Brief(expected), FileFailure.Brief(got), Remedy);
}
