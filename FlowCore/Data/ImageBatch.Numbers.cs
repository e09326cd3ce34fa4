using System.Numerics.Tensors;

namespace FlowCore.Data;

/// <content>
/// Images as other programs hold them: bytes, or floats on the scale [0, 1], on which a pixel of b bits is <c>v / (2^b − 1)</c>.
/// </content>
public sealed partial class ImageBatch
{
    /// <summary>Images from bytes, numbered from 0.</summary>
    /// <param name="pixels"><c>[N, C, H, W]</c>, row-major, <c>0 … 2^b − 1</c>; copied.</param>
    /// <param name="shape"><c>C × H × W</c> of one image.</param>
    /// <param name="labels"><c>[N]</c>: the class of each image, or null where images have no labels; kept and not copied.</param>
    /// <exception cref="ShapeException">They are not whole images, or there are not N labels.</exception>
    public static ImageBatch Of(ReadOnlySpan<byte> pixels, ImageShape shape, int[]? labels = null) =>
        new(shape, pixels.ToArray(), Numbered(pixels.Length, shape), labels);

    /// <summary>Images from floats: each becomes the nearest pixel, <c>v = round(x·(2^b − 1))</c>.</summary>
    /// <param name="pixels"><c>[N, C, H, W]</c>, row-major, from 0 to 1.</param>
    /// <param name="shape"><c>C × H × W</c> of one image.</param>
    /// <param name="bits">b, bits of a pixel, 1 to 8.</param>
    /// <param name="labels"><c>[N]</c>: the class of each image, or null where images have no labels; kept and not copied.</param>
    /// <exception cref="ShapeException">They are not whole images, or there are not N labels.</exception>
    /// <exception cref="FlowException">A number is outside [0, 1], or the bits are out of range.</exception>
    public static ImageBatch Of(ReadOnlySpan<float> pixels, ImageShape shape, int bits = 8, int[]? labels = null)
    {
        var ids = Numbered(pixels.Length, shape);
        var white = White(bits);
        var bytes = new byte[pixels.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = pixels[i] is >= 0 and <= 1
                ? (byte)MathF.Round(pixels[i] * white)
                : throw new FlowException(
                    FormattableString.Invariant($"images: pixel {i}"),
                    "a number from 0 to 1",
                    FormattableString.Invariant($"{pixels[i]}"),
                    "Divide bytes by 255, or give them as bytes.");
        }

        return new ImageBatch(shape, bytes, ids, labels);
    }

    /// <summary>Images from a tensor of floats: each becomes the nearest pixel, <c>v = round(x·(2^b − 1))</c>.</summary>
    /// <param name="pixels"><c>[N, C, H, W]</c>, or <c>[C, H, W]</c> of one image, with any strides, from 0 to 1.</param>
    /// <param name="bits">b, bits of a pixel, 1 to 8.</param>
    /// <param name="labels"><c>[N]</c>: the class of each image, or null where images have no labels; kept and not copied.</param>
    /// <exception cref="ShapeException">The tensor has not 3 or 4 axes, or there are not N labels.</exception>
    /// <exception cref="FlowException">A number is outside [0, 1], or the bits are out of range.</exception>
    public static ImageBatch Of(in ReadOnlyTensorSpan<float> pixels, int bits = 8, int[]? labels = null)
    {
        var lengths = pixels.Lengths;
        if (lengths.Length is not (3 or 4))
        {
            throw new ShapeException("images", "a tensor [N, C, H, W] or [C, H, W]", $"one of {lengths.Length} axes");
        }

        var image = lengths[^3..];
        var numbers = new float[checked((int)pixels.FlattenedLength)];
        pixels.FlattenTo(numbers);
        return Of(numbers, new ImageShape((int)image[0], (int)image[1], (int)image[2]), bits, labels);
    }

    /// <summary>The pixels as floats, <c>v / (2^b − 1)</c>.</summary>
    /// <param name="bits">b, bits of a pixel, 1 to 8.</param>
    /// <returns><c>[N, C, H, W]</c>, row-major, from 0 to 1.</returns>
    /// <exception cref="FlowException">The bits are out of range.</exception>
    public float[] ToFloats(int bits = 8)
    {
        var white = White(bits);
        return Array.ConvertAll(Pixels, pixel => pixel / white);
    }

    private static int[] Numbered(int pixels, ImageShape shape)
    {
        var (count, rest) = shape.Dimensions > 0 ? Math.DivRem(pixels, shape.Dimensions) : (0, 1);
        return rest == 0
            ? [.. Enumerable.Range(0, count)]
            : throw new ShapeException("images", $"whole images of {shape}", $"{pixels} pixels");
    }

    private static float White(int bits) => bits is >= 1 and <= 8
        ? (1 << bits) - 1
        : throw new FlowException("FlowConfig.Bits", "1 to 8", $"{bits}", "");
}
