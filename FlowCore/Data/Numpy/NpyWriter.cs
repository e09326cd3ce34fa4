using System.Buffers.Binary;
using System.Text;

namespace FlowCore.Data.Numpy;

/// <summary>Writes images as NumPy's <c>.npy</c>, version 1.0: bytes <c>[N, C, H, W]</c>, row-major.</summary>
internal static class NpyWriter
{
    // Magic, version and the length of the text.
    private const int Start = 10;
    private const int Alignment = 64;

    /// <summary>Writes a whole file.</summary>
    public static void Write(Stream stream, ImageBatch images)
    {
        var (channels, height, width) = images.Shape;
        var text = "{'descr': '|u1', 'fortran_order': False, 'shape': "
            + FormattableString.Invariant($"({images.Count}, {channels}, {height}, {width}), }}");
        var length = Start + text.Length + 1;
        text = text.PadRight(text.Length + ((Alignment - (length % Alignment)) % Alignment)) + "\n";
        Span<byte> start = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(start[8..], (ushort)text.Length);
        stream.Write(start);
        stream.Write(Encoding.ASCII.GetBytes(text));
        stream.Write(images.Pixels);
    }
}
