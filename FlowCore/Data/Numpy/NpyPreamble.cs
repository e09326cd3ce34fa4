using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace FlowCore.Data.Numpy;

/// <summary>What stands before the numbers of a <c>.npy</c> file, version 1.0, of a row-major array.</summary>
internal static class NpyPreamble
{
    private const int Alignment = 64;

    /// <summary>Writes magic, version, and the text of what follows, padded so that the numbers are aligned.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="type">NumPy's name of the type: <c>|u1</c> for bytes, <c>&lt;f4</c> for floats.</param>
    /// <param name="extents">The axes.</param>
    public static void Write(Stream stream, string type, ReadOnlySpan<int> extents)
    {
        var axes = new StringBuilder();
        foreach (var extent in extents)
        {
            axes.Append(CultureInfo.InvariantCulture, $"{extent}, ");
        }

        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({axes}), }}";
        Span<byte> start = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 0, 0];
        var length = start.Length + text.Length + 1;
        text = text.PadRight(text.Length + ((Alignment - (length % Alignment)) % Alignment)) + "\n";
        BinaryPrimitives.WriteUInt16LittleEndian(start[8..], (ushort)text.Length);
        stream.Write(start);
        stream.Write(Encoding.ASCII.GetBytes(text));
    }
}
