namespace FlowCore.Data;

/// <summary>A batch in parts of so many images, the last of which may be smaller. Their memory is used again.</summary>
internal sealed class BatchParts(int size)
{
    private readonly List<ImageBatch> _rooms = [];

    /// <summary>The part that begins with an image; the batch itself where that is no larger than a part.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">Its index in the batch.</param>
    /// <returns>The part, until the next one is asked for.</returns>
    public ImageBatch From(ImageBatch batch, int first)
    {
        var count = Math.Min(size, batch.Count - first);
        if (count == batch.Count)
        {
            return batch;
        }

        var part = Room(batch, count);
        var dimensions = batch.Shape.Dimensions;
        batch.Pixels.AsSpan(first * dimensions, count * dimensions).CopyTo(part.Pixels);
        batch.Ids.AsSpan(first, count).CopyTo(part.Ids);
        batch.Labels?.AsSpan(first, count).CopyTo(part.Labels);
        return part;
    }

    // All batches are of one size, so that there are two rooms at most.
    private ImageBatch Room(ImageBatch batch, int count)
    {
        foreach (var room in _rooms)
        {
            if (room.Count == count)
            {
                return room;
            }
        }

        var made = new ImageBatch(
            batch.Shape, new byte[count * batch.Shape.Dimensions], new int[count], batch.Labels is null ? null : new int[count]);
        _rooms.Add(made);
        return made;
    }
}
