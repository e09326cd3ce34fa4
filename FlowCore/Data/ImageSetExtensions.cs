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
    public static ImageBatch ReadableBatch(this IImageSet set, ReadOnlySpan<int> indices, Action<string> unreadable) =>
        set.ReadableBatch(indices, (_, failure) => unreadable(failure.Message));

    /// <inheritdoc cref="ReadableBatch(IImageSet, ReadOnlySpan{int}, Action{string})"/>
    /// <param name="set">Where they come from.</param>
    /// <param name="indices"><c>[N]</c>, each inside <c>0…Count−1</c>.</param>
    /// <param name="unreadable">Takes the place of each of the others among the indices, in order, and why.</param>
    internal static ImageBatch ReadableBatch(
        this IImageSet set, ReadOnlySpan<int> indices, Action<int, UnreadableImageException> unreadable)
    {
        var size = set.Shape.Dimensions;
        var pixels = new byte[checked(indices.Length * size)];
        var bad = new HashSet<int>();
        set.ReadReadable(indices, pixels, (place, failure) =>
        {
            bad.Add(place);
            unreadable(place, failure);
        });
        var readable = new List<int>(indices.Length);
        for (var i = 0; i < indices.Length; i++)
        {
            if (!bad.Contains(i))
            {
                pixels.AsSpan(i * size, size).CopyTo(pixels.AsSpan(readable.Count * size));
                readable.Add(indices[i]);
            }
        }

        Array.Resize(ref pixels, readable.Count * size);
        var ids = new int[readable.Count];
        var labels = set.Classes == 0 ? null : new int[readable.Count];
        set.Describe([.. readable], ids, labels);
        return new ImageBatch(set.Shape, pixels, ids, labels);
    }

    /// <summary>Reads images together, and one by one where one of them cannot be read: which that is nothing says.</summary>
    /// <param name="set">Where they come from.</param>
    /// <param name="indices"><c>[N]</c>, each inside <c>0…Count−1</c>.</param>
    /// <param name="pixels"><c>[N, C, H, W]</c>, overwritten; of images that cannot be read nothing is said.</param>
    /// <param name="unreadable">Takes the place of each of those among the indices, in order, and why.</param>
    internal static void ReadReadable(
        this IImageSet set, ReadOnlySpan<int> indices, Span<byte> pixels, Action<int, UnreadableImageException> unreadable)
    {
        try
        {
            set.Read(indices, pixels);
            return;
        }
        catch (UnreadableImageException)
        {
            // Each by itself, below.
        }

        var size = set.Shape.Dimensions;
        for (var i = 0; i < indices.Length; i++)
        {
            try
            {
                set.Read([indices[i]], pixels.Slice(i * size, size));
            }
            catch (UnreadableImageException failure)
            {
                unreadable(i, failure);
            }
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
