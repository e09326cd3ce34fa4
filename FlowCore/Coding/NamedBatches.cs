using FlowCore.Data;

namespace FlowCore.Coding;

/// <summary>The images of a set in batches, in their order, without those that cannot be read.</summary>
internal static class NamedBatches
{
    /// <summary>Images that are worked on together.</summary>
    public const int ImagesAtATime = 100;

    /// <summary>The batches; none is empty.</summary>
    /// <param name="images">The set.</param>
    /// <param name="unreadable">Takes a line for each image that is left out; null to end there.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    /// <exception cref="FlowException">No image can be read, or one cannot and <paramref name="unreadable"/> is null.</exception>
    public static IEnumerable<NamedImages> Of(IImageSet images, Action<string>? unreadable, CancellationToken cancellation)
    {
        var any = false;
        for (var first = 0; first < images.Count; first += ImagesAtATime)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = Read(images, [.. Enumerable.Range(first, Math.Min(ImagesAtATime, images.Count - first))], unreadable);
            if (batch.Images.Count > 0)
            {
                any = true;
                yield return batch;
            }
        }

        if (!any)
        {
            throw new FlowException(images.Name, "an image that can be read", "none", "Check the data.");
        }
    }

    private static NamedImages Read(IImageSet images, int[] indices, Action<string>? unreadable)
    {
        var batch = unreadable is null ? images.Batch(indices) : images.ReadableBatch(indices, unreadable, out indices);
        return new NamedImages(batch, [.. indices.Select(images.NameOf)]);
    }
}
