namespace FlowCore.Data;

/// <summary>What every image set can do because it can be read.</summary>
public static class ImageSetExtensions
{
    /// <summary>The images at <paramref name="indices"/> with their ids and labels.</summary>
    /// <param name="set">Where they come from.</param>
    /// <param name="indices"><c>[N]</c>, each inside <c>0…Count−1</c>.</param>
    /// <exception cref="ShapeException">An index is outside the set.</exception>
    public static ImageBatch Batch(this IImageSet set, ReadOnlySpan<int> indices)
    {
        var pixels = new byte[checked(indices.Length * set.Shape.Dimensions)];
        var ids = new int[indices.Length];
        var labels = set.Classes == 0 ? null : new int[indices.Length];
        set.Describe(indices, ids, labels);
        set.Read(indices, pixels);
        return new ImageBatch(set.Shape, pixels, ids, labels);
    }

    /// <summary>Those of the images at <paramref name="indices"/> that can be read, with their ids and labels.</summary>
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
            var (pixels, readable) = (new List<byte>(), new List<int>());
            var image = new byte[set.Shape.Dimensions];
            foreach (var index in indices)
            {
                try
                {
                    set.Read([index], image);
                    pixels.AddRange(image);
                    readable.Add(index);
                }
                catch (UnreadableImageException failure)
                {
                    unreadable(failure.Message);
                }
            }

            var ids = new int[readable.Count];
            var labels = set.Classes == 0 ? null : new int[readable.Count];
            set.Describe([.. readable], ids, labels);
            return new ImageBatch(set.Shape, [.. pixels], ids, labels);
        }
    }

    /// <summary>Writes what a set says of images beside their pixels.</summary>
    /// <param name="set">The set.</param>
    /// <param name="indices"><c>[N]</c>, each inside <c>0…Count−1</c>; may be the same memory as <paramref name="ids"/>.</param>
    /// <param name="ids"><c>[N]</c>, overwritten.</param>
    /// <param name="labels"><c>[N]</c>, overwritten; null where the set has none.</param>
    internal static void Describe(this IImageSet set, ReadOnlySpan<int> indices, Span<int> ids, int[]? labels)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            var index = indices[i];
            ids[i] = set.Id(index);
            if (labels is not null)
            {
                labels[i] = set.Label(index);
            }
        }
    }
}
