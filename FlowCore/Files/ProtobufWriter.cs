using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace FlowCore.Files;

/// <summary>
/// A message in the wire format of protocol buffers (protobuf.dev/programming-guides/encoding). The messages of TensorBoard and of
/// ONNX need four kinds of fields, which are these lines: a library for it would be the largest dependency of all who use this one.
/// </summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written since it was last cleared.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>Begins another message.</summary>
    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>A field of type int32, int64 or an enumeration.</summary>
    public void Integer(int field, long value)
    {
        Tag(field, Varint);
        Write((ulong)value);
    }

    /// <summary>A field of type double.</summary>
    public void Double(int field, double value)
    {
        Tag(field, Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(sizeof(double)), value);
        _bytes.Advance(sizeof(double));
    }

    /// <summary>A field of type float.</summary>
    public void Single(int field, float value)
    {
        Tag(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
    }

    /// <summary>A field of type bytes, or a message that was written elsewhere.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, LengthDelimited);
        Write((ulong)value.Length);
        _bytes.Write(value);
    }

    /// <summary>A field of type string.</summary>
    public void Text(int field, string value)
    {
        Tag(field, LengthDelimited);
        Write((ulong)Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _bytes);
    }

    /// <summary>The start of a field of type bytes, or of a message, whose bytes follow elsewhere.</summary>
    public void Start(int field, long length)
    {
        Tag(field, LengthDelimited);
        Write((ulong)length);
    }

    private void Tag(int field, int kind) => Write(((ulong)field << 3) | (uint)kind);

    /// <summary>Seven bits a byte, the lowest first; all but the last byte have their highest bit set.</summary>
    private void Write(ulong value)
    {
        const int MostBytes = 10;
        var to = _bytes.GetSpan(MostBytes);
        var length = 0;
        for (; value > 0x7F; value >>= 7)
        {
            to[length++] = (byte)(value | 0x80);
        }

        to[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
