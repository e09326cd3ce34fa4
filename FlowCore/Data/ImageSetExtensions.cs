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

    /// <summary>Those of the images at <paramref name="indices"/> that can be read, with their ids.</summary>
    /// <param name="set">Where they come from.</param>
    /// <param name="indices"><c>[N]</c>, each inside <c>0…Count−1</c>.</param>
    /// <param name="unreadable">Takes a line for each of the others.</param>
    /// <exception cref="ShapeException">An index is outside the set.</exception>
    public static ImageBatch ReadableBatch(this IImageSet set, ReadOnlySpan<int> indices, Action<string> unreadable)
    {
        try
        {
            return set.Batch(indices);
        }
        catch (UnreadableImageException)
        {
            // Which of them it is must be found out one by one.
            var (pixels, ids) = (new List<byte>(), new List<int>());
            foreach (var index in indices)
            {
                try
                {
                    var image = set.Batch([index]);
                    pixels.AddRange(image.Pixels);
                    ids.AddRange(image.Ids);
                }
                catch (UnreadableImageException failure)
                {
                    unreadable(failure.Message);
                }
            }

            return new ImageBatch(set.Shape, [.. pixels], [.. ids]);
        }
    }
}
