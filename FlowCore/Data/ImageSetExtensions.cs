namespace FlowCore.Data;

/// <summary>What every image set can do because it can be read.</summary>
public static class ImageSetExtensions
{
    /// <summary>The images at <paramref name="indices"/> with their ids.</summary>
    /// <param name="set">Where they come from.</param>
    /// <param name="indices"><c>[N]</c>, each inside <c>0…Count−1</c>.</param>
    /// <exception cref="ShapeException">An index is outside the set.</exception>
    public static ImageBatch Batch(this IImageSet set, ReadOnlySpan<int> indices)
    {
        var pixels = new byte[checked(indices.Length * set.Shape.Dimensions)];
        var ids = new int[indices.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = set.Id(indices[i]);
        }

        set.Read(indices, pixels);
        return new ImageBatch(set.Shape, pixels, ids);
    }
}
