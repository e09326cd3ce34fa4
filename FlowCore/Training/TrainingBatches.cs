using FlowCore.Data;

namespace FlowCore.Training;

/// <summary>
/// The batches of a run, each a function of (seed, step) and the images alone. One thread may ask for the first images and
/// another for steps; no backend is touched.
/// </summary>
internal sealed class TrainingBatches(IImageSet images, TrainingOptions options)
{
    // So many unreadable neighbours are not a damaged file but a lost disk.
    private const int MostReplacements = 16;

    private readonly BatchOrder _order = new(images.Count, options.Seed);
    private readonly HashSet<int> _unreadable = [];

    /// <summary>The images that actnorm starts from: the first of the run's order, not flipped.</summary>
    /// <exception cref="UnreadableImageException">An image cannot be read and may not be replaced, or too many cannot.</exception>
    public TrainingBatch First(CancellationToken cancellation = default) =>
        Read(new BatchOrder(images.Count, options.Seed), position: 0, Math.Min(options.InitImages, images.Count), cancellation);

    /// <summary>The images of a step.</summary>
    /// <param name="step">Its number, from 1.</param>
    /// <param name="cancellation">Ends it between two images.</param>
    /// <exception cref="UnreadableImageException">An image cannot be read and may not be replaced, or too many cannot.</exception>
    public TrainingBatch At(int step, CancellationToken cancellation = default)
    {
        var batch = Read(_order, (step - 1L) * options.BatchSize, options.BatchSize, cancellation);
        if (options.Flip)
        {
            HorizontalFlip.Apply(batch.Images, new RandomKey(options.Seed, RandomStream.Flip, (uint)step));
        }

        return batch;
    }

    private TrainingBatch Read(BatchOrder order, long position, int count, CancellationToken cancellation)
    {
        var indices = new int[count];
        order.Fill(position, indices);
        var pixels = new byte[checked(count * images.Shape.Dimensions)];
        var ids = new int[count];
        var lines = new List<string>();
        for (var i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            ids[i] = images.Id(ReadOne(indices[i], pixels.AsSpan(i * images.Shape.Dimensions, images.Shape.Dimensions), lines));
        }

        return new TrainingBatch(new ImageBatch(images.Shape, pixels, ids), lines);
    }

    /// <summary>
    /// Reads an image, or the first after it that can be read: which one depends on the set alone, so a run repeats itself.
    /// </summary>
    /// <returns>The index of what was read.</returns>
    private int ReadOne(int index, Span<byte> pixels, List<string> lines)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                images.Read([index], pixels);
                return index;
            }
            catch (UnreadableImageException failure)
                when (options.SkipUnreadable && tried < Math.Min(MostReplacements, images.Count))
            {
                lock (_unreadable)
                {
                    if (_unreadable.Add(index))
                    {
                        lines.Add(failure.Message);
                    }
                }

                index = (index + 1) % images.Count;
            }
        }
    }
}
