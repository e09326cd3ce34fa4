namespace FlowCore.Data;

/// <summary>Some images as bytes, each with the id that its random draws are keyed by.</summary>
public sealed partial class ImageBatch
{
    /// <summary>A batch over the given arrays, which are kept and not copied.</summary>
    /// <param name="shape">The shape of one image, <c>C × H × W</c>.</param>
    /// <param name="pixels"><c>[N, C, H, W]</c>, row-major.</param>
    /// <param name="ids"><c>[N]</c>: the index of each image in the file or set it comes from.</param>
    /// <param name="labels"><c>[N]</c>: the class of each image, or null where images have no labels.</param>
    /// <exception cref="ShapeException">There are not <c>N·C·H·W</c> pixels, or not <c>N</c> labels.</exception>
    public ImageBatch(ImageShape shape, byte[] pixels, int[] ids, int[]? labels = null)
    {
        var what = $"ImageBatch of {ids.Length} × {shape}";
        ShapeException.ThrowIfNot((long)ids.Length * shape.Dimensions, pixels.Length, what, "pixels");
        ShapeException.ThrowIfNot(ids.Length, labels?.Length ?? ids.Length, what, "labels");
        Shape = shape;
        Pixels = pixels;
        Ids = ids;
        Labels = labels;
    }

    /// <summary><c>C × H × W</c> of each image.</summary>
    public ImageShape Shape { get; }

    /// <summary><c>[N, C, H, W]</c>, row-major, 0…255.</summary>
    public byte[] Pixels { get; }

    /// <summary><c>[N]</c>: what the draws of each image depend on, so that they are the same in any batch.</summary>
    public int[] Ids { get; }

    /// <summary><c>[N]</c>: the class of each image, <c>0, 1, …</c>; null where images have no labels.</summary>
    public int[]? Labels { get; }

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
