using System.Buffers.Binary;
using System.Numerics;

namespace FlowCore.Data.Idx;

/// <summary>What the first bytes of an IDX file of images say, checked.</summary>
/// <param name="Length">Bytes of the header itself, 16 or 20.</param>
/// <param name="Count">Images N, at least 1.</param>
/// <param name="Shape"><c>C × H × W</c>, with C = 1 for a file of three dimensions.</param>
internal readonly record struct IdxHeader(int Length, int Count, ImageShape Shape)
{
    /// <summary>Bytes of the magic number, which say how long the rest is.</summary>
    public const int MagicLength = 4;

    /// <summary>The magic number of grey images, bytes <c>[N, H, W]</c>.</summary>
    public const uint GreyMagic = 0x0803;

    /// <summary>The magic number of images with channels, bytes <c>[N, C, H, W]</c>.</summary>
    public const uint ColourMagic = 0x0804;

    /// <summary>The magic number of labels, bytes <c>[N]</c>.</summary>
    public const uint LabelMagic = 0x0801;

    /// <summary>The lowest magic number, of a single byte.</summary>
    public const uint FirstMagic = 0x0801;

    /// <summary>The highest magic number, of doubles in as many dimensions as the format has.</summary>
    public const uint LastMagic = 0x0EFF;

    private const string Kind = "the IDX magic 0x00000803 (bytes [N, H, W]) or 0x00000804 (bytes [N, C, H, W])";

    /// <summary>Bytes of pixels that follow, <c>N·C·H·W</c>.</summary>
    public long Pixels => (long)Count * Shape.Dimensions;

    /// <summary>Bytes of the whole unpacked file.</summary>
    public long Total => Length + Pixels;

    /// <summary>The bytes of the header that a magic number announces.</summary>
    /// <param name="magic">Big-endian: two zeros, the element type, the number of dimensions.</param>
    /// <param name="name">The file, for the message.</param>
    /// <exception cref="FlowException">It is not a file of images in unsigned bytes.</exception>
    public static int LengthFor(ReadOnlySpan<byte> magic, string name)
    {
        var value = BinaryPrimitives.ReadUInt32BigEndian(magic);
        return value switch
        {
            GreyMagic => MagicLength + 12,
            ColourMagic => MagicLength + 16,
            LabelMagic => throw new FlowException(name, Kind, "0x00000801", "This is a file of labels; give the one of images."),
            _ => throw new FlowException(name, Kind, $"0x{value:X8}", "Give an IDX file of images, plain or gzip."),
        };
    }

    /// <summary>Reads a header of the length that <see cref="LengthFor"/> gave.</summary>
    /// <param name="header">The bytes.</param>
    /// <param name="name">The file, for the message.</param>
    /// <param name="most">Pixels that there is room for.</param>
    /// <exception cref="FlowException">A dimension is 0, or the pixels are more than there is room for.</exception>
    public static IdxHeader Parse(ReadOnlySpan<byte> header, string name, long most)
    {
        var extents = new uint[(header.Length / 4) - 1];
        for (var i = 0; i < extents.Length; i++)
        {
            extents[i] = BinaryPrimitives.ReadUInt32BigEndian(header[(4 * (i + 1))..]);
        }

        var text = $"[{string.Join(", ", extents)}]";
        if (extents.Contains(0u))
        {
            throw new FlowException(name, "dimensions of 1 or more", text, "The header is damaged; fetch the file again.");
        }

        // Four 32-bit factors pass 64 bits, and a wrapped product would look harmless.
        var image = extents[1..].Aggregate(BigInteger.One, (product, extent) => product * extent);
        if (image > Array.MaxLength || extents[0] > int.MaxValue)
        {
            throw new FlowException(
                name, $"at most {int.MaxValue} images of at most {Array.MaxLength} pixels", text, "The header is damaged.");
        }

        if (image * extents[0] > most)
        {
            throw new FlowException(name, $"at most {most} pixels", text, "The header is damaged, or the file must be split.");
        }

        var channels = extents.Length == 4 ? (int)extents[1] : 1;
        return new IdxHeader(header.Length, (int)extents[0], new ImageShape(channels, (int)extents[^2], (int)extents[^1]));
    }
}
