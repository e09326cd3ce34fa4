using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FlowCore.Onnx.Graphs;

/// <summary>A constant of a graph: floats, or whole numbers of 64 bits.</summary>
internal sealed class OnnxTensor
{
    private readonly Array _values;

    /// <summary>Floats.</summary>
    public OnnxTensor(string name, long[] extents, float[] values)
    {
        (Name, Extents, Type, _values) = (name, extents, OnnxType.Float, values);
    }

    /// <summary>Whole numbers.</summary>
    public OnnxTensor(string name, long[] extents, long[] values)
    {
        (Name, Extents, Type, _values) = (name, extents, OnnxType.Int64, values);
    }

    /// <summary>Its name, which nodes take it by.</summary>
    public string Name { get; }

    /// <summary>Its shape; none for a single number.</summary>
    public IReadOnlyList<long> Extents { get; }

    /// <summary>What its elements are.</summary>
    public OnnxType Type { get; }

    /// <summary>Bytes of its elements.</summary>
    public long Length => _values.LongLength * (Type == OnnxType.Float ? sizeof(float) : sizeof(long));

    /// <summary>Writes its elements, the lowest byte of each first.</summary>
    public void WriteTo(Stream stream)
    {
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(Type == OnnxType.Float ? Bytes<float>() : Bytes<long>());
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (var value in _values)
        {
            var size = sizeof(long);
            if (value is float number)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes, number);
                size = sizeof(float);
            }
            else
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes, (long)value);
            }

            stream.Write(bytes[..size]);
        }
    }

    private ReadOnlySpan<byte> Bytes<T>()
        where T : unmanaged =>
        MemoryMarshal.AsBytes<T>((T[])_values);
}
