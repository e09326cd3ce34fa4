using FlowCore.Data.Files;
using FlowCore.Files;

namespace FlowCore.Data.Numpy;

/// <summary>
/// Arrays of bytes as images. Three dimensions are grey, <c>[N, H, W]</c>; of four, one to four channels are told from height
/// and width where only one side can be channels: <c>[N, 3, 16, 32]</c>, <c>[N, 16, 32, 3]</c>. Two dimensions are square images in
/// planes, <c>[N, 3·S·S]</c> or <c>[N, S·S]</c>, as downsampled ImageNet has them. What may be one picture without its batch axis,
/// <c>[H, W, 3]</c>, <c>[3, H, W]</c> or <c>[H, W]</c> with sides as pictures have them, is refused until the order is said.
/// </summary>
internal static class NpyImages
{
    private const int MostGuessedChannels = 4;

    // Of a picture's longer side to its shorter: 10,000 rows of 3,072 are a batch of CIFAR.
    private const int MostRatio = 2;

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

        extents = order switch
        {
            ChannelOrder.Last when IsPictureChannelsLast(extents) => [1, .. extents],
            ChannelOrder.First when IsPictureChannelsFirst(extents) => [1, .. extents],
            ChannelOrder.Guessed when AsOnePicture(extents) is var (picture, remedy) => throw new FlowException(
                name,
                extents.Count == 2 ? "images [N, S·S] or [N, 3·S·S]" : "images [N, H, W] or [N, H, W, C]",
                $"{text}, which may be one picture {picture}",
                remedy),
            _ => extents,
        };
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

    /// <summary>What an array is if its batch axis is missing, and what to do in either case; null where that cannot be.</summary>
    private static (string Picture, string Remedy)? AsOnePicture(IReadOnlyList<long> extents) => extents switch
    {
        _ when IsPictureChannelsLast(extents) => (
            $"[H, W, {extents[2]}]",
            "If it is, save array[None] or say DataOptions.Format numpy-nhwc; DataOptions.Format numpy-nchw takes it as gray images."),
        _ when IsPictureChannelsFirst(extents) => (
            $"[{extents[0]}, H, W]",
            "If it is, save array[None] or say DataOptions.Format numpy-nchw; DataOptions.Format numpy-nhwc takes it as gray images."),
        [var height, var width] when Math.Max(height, width) <= MostRatio * Math.Min(height, width) => (
            "[H, W]",
            "If it is, save array[None]; DataOptions.Format numpy-nchw takes it as rows that are images."),
        _ => null,
    };

    // Images one or two pixels wide are made by hand; as channels they are common.
    private static bool IsPictureChannelsLast(IReadOnlyList<long> extents) =>
        extents is [_, _, 3 or 4] or [> MostGuessedChannels, > MostGuessedChannels, 1 or 2];

    private static bool IsPictureChannelsFirst(IReadOnlyList<long> extents) => extents is [3 or 4, _, _];

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
                "Say with DataOptions.Format numpy-nchw or numpy-nhwc which it is."),
        };
        return interleaved
            ? (new ImageShape(image[2], image[0], image[1]), true)
            : (new ImageShape(image[0], image[1], image[2]), false);
    }
}
