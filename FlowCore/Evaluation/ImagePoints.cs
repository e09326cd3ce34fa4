using FlowCore.Data;
using FlowCore.Random;

namespace FlowCore.Evaluation;

/// <summary>Images as points whose coordinates are pixel values in 0 … 255, whatever the bits of a pixel.</summary>
internal static class ImagePoints
{
    /// <summary>A patch is 7×7, as in Karras et al., or as large as the image allows.</summary>
    public const int PatchSide = 7;

    private const int MostPlaces = 64;

    /// <summary>Whole images.</summary>
    /// <param name="images">The images.</param>
    /// <param name="bits">Bits of a pixel.</param>
    /// <returns><c>[N, C·H·W]</c>.</returns>
    public static float[] Whole(ImageBatch images, int bits)
    {
        var scale = Scale(bits);
        return Array.ConvertAll(images.Pixels, pixel => pixel * scale);
    }

    /// <summary>The coordinates of a patch, <c>C·min(7, H)·min(7, W)</c>.</summary>
    public static int PatchDimensions(ImageShape shape) =>
        shape.Channels * Math.Min(PatchSide, shape.Height) * Math.Min(PatchSide, shape.Width);

    /// <summary>
    /// Patches of all channels, at 64 places (or all that there are) drawn without repetition by the seed and the images' shape: the
    /// same ones in each image, so that no order of images matters.
    /// </summary>
    /// <param name="images">The images.</param>
    /// <param name="bits">Bits of a pixel.</param>
    /// <param name="seed">Seeds the places.</param>
    /// <returns><c>[N·P, D]</c>, those of an image one after the other.</returns>
    public static float[] Patches(ImageBatch images, int bits, ulong seed)
    {
        var shape = images.Shape;
        var (scale, places, width) = (Scale(bits), Places(shape, seed), Math.Min(PatchSide, shape.Width));
        var points = new float[checked(images.Count * places.Length * PatchDimensions(shape))];
        var next = 0;
        for (var image = 0; image < images.Count; image++)
        {
            var pixels = images.Image(image);
            foreach (var (top, left) in places)
            {
                for (var row = 0; row < shape.Channels * Math.Min(PatchSide, shape.Height); row++)
                {
                    var (channel, down) = Math.DivRem(row, Math.Min(PatchSide, shape.Height));
                    var first = (((channel * shape.Height) + top + down) * shape.Width) + left;
                    foreach (var pixel in pixels.Slice(first, width))
                    {
                        points[next++] = pixel * scale;
                    }
                }
            }
        }

        return points;
    }

    /// <summary>The mean of an image's pixels.</summary>
    /// <param name="pixels">The image.</param>
    /// <param name="bits">Bits of a pixel.</param>
    public static double Mean(ReadOnlySpan<byte> pixels, int bits)
    {
        var sum = 0L;
        foreach (var pixel in pixels)
        {
            sum += pixel;
        }

        return sum * (double)Scale(bits) / pixels.Length;
    }

    // As pictures show fewer bits: the brightest is white.
    private static float Scale(int bits) => 255f / ((1 << bits) - 1);

    private static (int Top, int Left)[] Places(ImageShape shape, ulong seed)
    {
        var across = Math.Max(1, shape.Width - PatchSide + 1);
        var order = new PhiloxSequence(new RandomKey(seed, RandomStream.PatchPlaces, Step: 0))
            .NextPermutation(across * Math.Max(1, shape.Height - PatchSide + 1));
        return [.. order.Take(MostPlaces).Select(place => Math.DivRem(place, across))];
    }
}
