namespace FlowCore.Files.SafeTensors;

/// <content>Some of a tensor's elements, for tensors that need not fit into memory.</content>
public sealed partial class SafeTensorsReader
{
    /// <summary>Elements of a tensor of F32, from one on; NaNs keep their bits.</summary>
    /// <param name="name">Which tensor.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="values">As many as are wanted; overwritten.</param>
    /// <exception cref="ShapeException">There are not as many.</exception>
    /// <exception cref="FlowException">No such tensor, another type, or the file cannot be read.</exception>
    internal void ReadPart(string name, long first, Span<float> values) =>
        ReadPart(name, SafeTensorsType.Float32, first, values, (bytes, part) => SafeTensorsType.ToFloats(SafeTensorsType.Float32, bytes, part));

    /// <summary>Elements of a tensor of I32, from one on.</summary>
    /// <inheritdoc cref="ReadPart(string, long, Span{float})"/>
    internal void ReadPart(string name, long first, Span<int> values) =>
        ReadPart(name, SafeTensorsType.Int32, first, values, SafeTensorsType.ToInts);

    /// <summary>Elements of a tensor of I64, from one on.</summary>
    /// <inheritdoc cref="ReadPart(string, long, Span{float})"/>
    internal void ReadPart(string name, long first, Span<long> values) =>
        ReadPart(name, SafeTensorsType.Int64, first, values, SafeTensorsType.ToLongs);

    /// <summary>Elements of a tensor of U8, from one on.</summary>
    /// <inheritdoc cref="ReadPart(string, long, Span{float})"/>
    internal void ReadPart(string name, long first, Span<byte> values) =>
        ReadPart(name, SafeTensorsType.UInt8, first, values, (bytes, part) => bytes.CopyTo(part));

    private void ReadPart<T>(string name, string dtype, long first, Span<T> values, Action<ReadOnlySpan<byte>, Span<T>> convert)
    {
        var entry = Entry(name);
        if (entry.Dtype != dtype)
        {
            throw new FlowException(Path, $"tensor '{name}' to be {dtype}", entry.Dtype, Remedy);
        }

        if (first < 0 || first > entry.Count - values.Length)
        {
            throw new ShapeException($"{Path}: reading {entry}", $"a range inside 0..{entry.Count}", $"{first}..{first + values.Length}");
        }

        ReadChunks(entry, values, convert, first);
    }
}
