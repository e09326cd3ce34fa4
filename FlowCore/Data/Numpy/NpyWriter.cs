using FlowCore.Files;

namespace FlowCore.Data.Numpy;

/// <summary>Writes images as NumPy's <c>.npy</c>, version 1.0: bytes <c>[N, C, H, W]</c>, row-major.</summary>
public static class NpyWriter
{
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

    private static void WriteHeader(Stream stream, ImageShape shape, int count) =>
        NpyPreamble.Write(stream, "|u1", [count, shape.Channels, shape.Height, shape.Width]);
}
