namespace FlowCore.Data;

/// <summary>Some images as bytes, each with the id that its random draws are keyed by.</summary>
public sealed class ImageBatch
{
    /// <summary>A batch over the given arrays, which are kept and not copied.</summary>
    /// <param name="shape">The shape of one image, <c>C × H × W</c>.</param>
    /// <param name="pixels"><c>[N, C, H, W]</c>, row-major.</param>
    /// <param name="ids"><c>[N]</c>: the index of each image in the file or set it comes from.</param>
    /// <exception cref="ShapeException">There are not <c>N·C·H·W</c> pixels.</exception>
    public ImageBatch(ImageShape shape, byte[] pixels, int[] ids)
    {
        var expected = (long)ids.Length * shape.Dimensions;
        ShapeException.ThrowIfNot(expected, pixels.Length, $"ImageBatch of {ids.Length} × {shape}", "pixels");
        Shape = shape;
        Pixels = pixels;
        Ids = ids;
    }

    /// <summary><c>C × H × W</c> of each image.</summary>
    public ImageShape Shape { get; }

    /// <summary><c>[N, C, H, W]</c>, row-major, 0…255.</summary>
    public byte[] Pixels { get; }

    /// <summary><c>[N]</c>: what the draws of each image depend on, so that they are the same in any batch.</summary>
    public int[] Ids { get; }

    /// <summary>How many images there are, N.</summary>
    public int Count => Ids.Length;

    /// <summary>The pixels of one image, <c>[C, H, W]</c>, without a copy.</summary>
    /// <exception cref="ShapeException">The index is not in <c>0…N−1</c>.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        if ((uint)index >= (uint)Count)
        {
            throw new ShapeException("ImageBatch.Image", $"an index inside 0..{Count}", $"{index}");
        }

        return Pixels.AsSpan(index * Shape.Dimensions, Shape.Dimensions);
    }
}
