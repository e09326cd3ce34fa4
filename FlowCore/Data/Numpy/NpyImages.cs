using FlowCore.Data.Files;
using FlowCore.Serialization;

namespace FlowCore.Data.Numpy;

/// <summary>
/// Arrays of bytes as images. Three dimensions are grey, <c>[N, H, W]</c>, unless the last is as long as a pixel has colours,
/// as in one picture <c>[H, W, 3]</c>: those are refused until the order is said. Of four, one to four channels are told from height
/// and width where only one side can be channels: <c>[N, 3, 16, 32]</c>, <c>[N, 16, 32, 3]</c>. Two dimensions are square images in
/// planes, <c>[N, 3·S·S]</c> or <c>[N, S·S]</c>, as downsampled ImageNet has them.
/// </summary>
internal static class NpyImages
{
    private const int MostGuessedChannels = 4;

    /// <summary>Where the images of an array lie, counted from the array's own first byte.</summary>
    /// <param name="header">The array's header.</param>
    /// <param name="order">Where channels stand.</param>
    /// <param name="name">The array, for the message.</param>
    /// <exception cref="FlowException">It does not hold images.</exception>
    public static PixelLayout Layout(NpyHeader header, ChannelOrder order, string name)
    {
        var extents = header.Extents;
        var text = $"[{string.Join(", ", extents)}]";
        if (!header.IsBytes)
        {
            throw new FlowException(
                name,
                "bytes, type '|u1'",
                $"'{FileFailure.Brief(header.Type)}'",
                "Scale the numbers to 0…255 and save array.astype('uint8').");
        }

        if (header.IsFortran)
        {
            throw new FlowException(
                name, "an array in C order", "one in Fortran order", "Save numpy.ascontiguousarray(array).");
        }

        if (extents.Count == 0 || extents.Any(extent => extent is < 1 or > int.MaxValue) || Product(extents.Skip(1)) > Array.MaxLength)
        {
            throw new FlowException(name, "extents of 1 or more that can be counted", text, "The file is damaged or empty; save it anew.");
        }

        if (IsOnePicture(extents))
        {
            extents = order switch
            {
                ChannelOrder.First => extents,
                ChannelOrder.Last => [1, .. extents],
                _ => throw new FlowException(
                    name,
                    "images [N, H, W] or [N, H, W, C]",
                    $"{text}, which may be one picture [H, W, {extents[2]}]",
                    "If it is, save array[None] or say --dataset numpy-nhwc; --dataset numpy-nchw takes it as gray images."),
            };
        }

        var (shape, interleaved) = extents.Count switch
        {
            2 => (Square(extents[1], text, name), false),
            3 => (new ImageShape(1, (int)extents[1], (int)extents[2]), false),
            4 => Channels([.. extents.Skip(1).Select(extent => (int)extent)], order, text, name),
            _ => throw new FlowException(
                name, "images [N, H, W], [N, H, W, C], [N, C, H, W] or [N, C·S·S]", text, "Reshape the array and save it again."),
        };
        return new PixelLayout(shape, (int)extents[0], header.Length, shape.Dimensions, interleaved);
    }

    private static bool IsOnePicture(IReadOnlyList<long> extents) => extents is [_, _, 3 or 4];

    private static long Product(IEnumerable<long> extents) =>
        extents.Aggregate(1L, (product, extent) => (long)Int128.Min((Int128)product * extent, long.MaxValue));

    private static ImageShape Square(long length, string text, string name)
    {
        foreach (var channels in (int[])[3, 1])
        {
            var side = (int)Math.Round(Math.Sqrt(length / (double)channels));
            if ((long)channels * side * side == length)
            {
                return new ImageShape(channels, side, side);
            }
        }

        throw new FlowException(name, "rows of 3·S·S or S·S bytes", text, "Reshape the array to [N, C, H, W] and save it again.");
    }

    private static (ImageShape Shape, bool Interleaved) Channels(int[] image, ChannelOrder order, string text, string name)
    {
        var (first, last) = (image[0] <= MostGuessedChannels, image[2] <= MostGuessedChannels);
        var interleaved = order switch
        {
            ChannelOrder.First => false,
            ChannelOrder.Last => true,
            _ when first != last => last,
            _ => throw new FlowException(
                name,
                $"1 to {MostGuessedChannels} channels either before or after height and width",
                text,
                "Say with --dataset numpy-nchw or numpy-nhwc which it is."),
        };
        return interleaved
            ? (new ImageShape(image[2], image[0], image[1]), true)
            : (new ImageShape(image[0], image[1], image[2]), false);
    }
}
