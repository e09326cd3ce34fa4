using System.Buffers.Binary;
using System.Text;
using FlowCore.Files;

namespace FlowCore.Data.Numpy;

/// <summary>Writes images as NumPy's <c>.npy</c>, version 1.0: bytes <c>[N, C, H, W]</c>, row-major.</summary>
public static class NpyWriter
{
    // Magic, version and the length of the text.
    private const int Start = 10;
    private const int Alignment = 64;
    private const int BitsOfByte = 8;

    /// <summary>Writes a file of images that come batch by batch, in full or not at all.</summary>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <param name="shape">The images, C×H×W.</param>
    /// <param name="count">How many there are in all, N.</param>
    /// <param name="bits">Bits of a pixel; fewer than 8 are spread over 0…255, as in a picture.</param>
    /// <param name="give">Hands every batch, in order, to what it is given.</param>
    /// <exception cref="ShapeException">There are not as many images, or of another shape.</exception>
    /// <exception cref="FlowException">The file cannot be written; one that was there before is unchanged.</exception>
    public static void Save(string path, ImageShape shape, int count, int bits, Action<Action<ImageBatch>> give) =>
        AtomicFile.Write(path, stream =>
        {
            WriteHeader(stream, shape, count);
            var written = 0;
            give(images =>
            {
                if (images.Shape != shape)
                {
                    throw new ShapeException(path, $"images {shape}", $"{images.Shape}");
                }

                written += images.Count;
                stream.Write(bits == BitsOfByte ? images.Pixels : Spread(images.Pixels, (1 << bits) - 1));
            });
            ShapeException.ThrowIfNot(count, written, path, "images");
        });

    /// <summary>Writes a whole file.</summary>
    internal static void Write(Stream stream, ImageBatch images)
    {
        WriteHeader(stream, images.Shape, images.Count);
        stream.Write(images.Pixels);
    }

    private static byte[] Spread(byte[] pixels, int white) =>
        Array.ConvertAll(pixels, pixel => (byte)(((pixel * byte.MaxValue) + (white / 2)) / white));

    private static void WriteHeader(Stream stream, ImageShape shape, int count)
    {
        var (channels, height, width) = shape;
        var text = "{'descr': '|u1', 'fortran_order': False, 'shape': "
            + FormattableString.Invariant($"({count}, {channels}, {height}, {width}), }}");
        var length = Start + text.Length + 1;
        text = text.PadRight(text.Length + ((Alignment - (length % Alignment)) % Alignment)) + "\n";
        Span<byte> start = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(start[8..], (ushort)text.Length);
        stream.Write(start);
        stream.Write(Encoding.ASCII.GetBytes(text));
    }
}
