using System.Buffers.Binary;
using FlowCore.Data;
using FlowCore.Files;
using FlowCore.Imaging.Integrity;
using FlowCore.Tensors;
using SkiaSharp;

namespace FlowCore.Imaging;

/// <summary>
/// Images one after the other in one picture, without loss: an animated PNG (PNG, third edition, sections 11.3.6.1 to 11.3.6.3),
/// which browsers play and other programs show the first image of. Small images are enlarged in whole steps, without smoothing.
/// </summary>
public static class AnimatedPicture
{
    private const int EasyToWatch = 192;
    private const int Way = 2000;
    private const int AtAnEnd = 600;
    /// <summary>The most images that one holds.</summary>
    public const int MostImages = 4096;
    private const int ControlLength = 30;

    /// <summary>
    /// Writes images that play forth and back without end, under a temporary name first: 0, 1 … N−1 … 1. Each way takes about two
    /// seconds, and both ends stay a little longer.
    /// </summary>
    /// <param name="path">The file, replaced if it is there; its name ends in .png or .apng.</param>
    /// <param name="frames">2 images or more.</param>
    /// <param name="bits">Bits of a pixel.</param>
    /// <exception cref="FlowException">The name ends otherwise, there are too few or too many images, or the file cannot be written.</exception>
    public static void Save(string path, ImageBatch frames, int bits = 8)
    {
        ThrowIfNotFor(path, frames.Count);
        byte[][] pictures = [.. Enumerable.Range(0, frames.Count).Select(i => Encode(frames.Image(i), frames.Shape, bits))];
        AtomicFile.Write(path, stream => Write(stream, pictures));
    }

    /// <summary>Refuses a file whose name says another kind of picture, and a number of images that is not played.</summary>
    /// <param name="path">The file.</param>
    /// <param name="frames">How many images.</param>
    /// <exception cref="FlowException">It does, or it is one.</exception>
    public static void ThrowIfNotFor(string path, int frames)
    {
        if (frames is < 2 or > MostImages)
        {
            throw new FlowException(
                "animation", FormattableString.Invariant($"2 to {MostImages} images"), FormattableString.Invariant($"{frames}"), "");
        }

        var end = Path.GetExtension(path).ToLowerInvariant();
        if (end is not ("" or ".png" or ".apng"))
        {
            throw new FlowException(path, "a name that ends in .png or .apng", $"'{end}'", "Name the animation by one of these.");
        }
    }

    /// <summary>Milliseconds for which a frame is shown.</summary>
    internal static int Delay(int frame, int frames) =>
        frame == 0 || frame == frames - 1 ? AtAnEnd : Math.Clamp(Way / (frames - 1), 40, 200);

    private static byte[] Encode(ReadOnlySpan<byte> image, ImageShape shape, int bits)
    {
        var scale = Math.Max(1, (EasyToWatch + (Math.Max(shape.Height, shape.Width) / 2)) / Math.Max(shape.Height, shape.Width));
        var info = new SKImageInfo(scale * shape.Width, scale * shape.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(info);
        new ImagePainter(shape, bits, scale).Paint(image, bitmap, left: 0, top: 0);
        using var data = PictureName.Encode(bitmap, SKEncodedImageFormat.Png)
            ?? throw new FlowException("animation", "room to encode a picture", "not enough memory", "Ask for fewer images.");
        return data.ToArray();
    }

    /// <summary>
    /// The first picture with what makes it the first frame, then the rows of the others, numbered through. All are of one size and
    /// kind, so that one header is right for all.
    /// </summary>
    private static void Write(Stream stream, byte[][] pictures)
    {
        int[] order = [.. Enumerable.Range(0, pictures.Length), .. Enumerable.Range(1, pictures.Length - 2).Reverse()];
        stream.Write(pictures[0], 0, PngChunks.Signature);
        var header = new FileBytes(pictures[0]) { Position = PngChunks.Signature };
        var size = PngChunks.Next(ref header).ToArray();
        PngChunks.Write(stream, size);
        PngChunks.Write(stream, Numbers("acTL"u8, (uint)order.Length, 0));

        var sequence = 0u;
        for (var i = 0; i < order.Length; i++)
        {
            PngChunks.Write(stream, Control(size, sequence++, Delay(order[i], pictures.Length)));
            var chunks = PngChunks.Chunks(pictures[order[i]]);
            for (var chunk = PngChunks.Next(ref chunks); !chunk.StartsWith("IEND"u8); chunk = PngChunks.Next(ref chunks))
            {
                if (chunk.StartsWith("IDAT"u8))
                {
                    PngChunks.Write(stream, i == 0 ? chunk : [.. Numbers("fdAT"u8, sequence++), .. chunk[PngChunks.NameLength..]]);
                }
            }
        }

        PngChunks.Write(stream, "IEND"u8);
    }

    /// <summary>A frame over the whole picture, in place of the one before.</summary>
    private static byte[] Control(ReadOnlySpan<byte> header, uint sequence, int delay)
    {
        var control = new byte[ControlLength];
        Numbers("fcTL"u8, sequence).CopyTo(control, 0);

        // Width and height as in the header; the offsets of 0 and the ways to dispose of a frame and to blend it, 0, follow.
        header.Slice(PngChunks.NameLength, 2 * sizeof(uint)).CopyTo(control.AsSpan(8));
        BinaryPrimitives.WriteUInt16BigEndian(control.AsSpan(24), (ushort)delay);
        BinaryPrimitives.WriteUInt16BigEndian(control.AsSpan(26), 1000);
        return control;
    }

    private static byte[] Numbers(ReadOnlySpan<byte> name, params ReadOnlySpan<uint> numbers)
    {
        var chunk = new byte[name.Length + (numbers.Length * sizeof(uint))];
        name.CopyTo(chunk);
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(name.Length + (i * sizeof(uint))), numbers[i]);
        }

        return chunk;
    }
}
