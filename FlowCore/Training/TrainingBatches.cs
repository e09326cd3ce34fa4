using System.Collections.Concurrent;
using FlowCore.Data;
using FlowCore.Random;

namespace FlowCore.Training;

/// <summary>
/// The batches of a run, each a function of (seed, step) and the images alone. One thread may ask for the first images and
/// another for steps; no backend is touched. A step's memory is used again once the batch is handed back.
/// </summary>
internal sealed class TrainingBatches(IImageSet images, TrainingOptions options)
{
    // So many unreadable neighbours are not a damaged file but a lost disk.
    private const int MostReplacements = 16;

    private readonly BatchOrder _order = new(images.Count, options.Seed);
    private readonly HashSet<int> _unreadable = [];
    private readonly ConcurrentQueue<ImageBatch> _spent = new();

    /// <summary>The images that actnorm starts from: the first of the run's order, not flipped.</summary>
    /// <exception cref="UnreadableImageException">An image cannot be read and may not be replaced, or too many cannot.</exception>
    public TrainingBatch First(CancellationToken cancellation = default) =>
        Read(new BatchOrder(images.Count, options.Seed), position: 0, Room(Math.Min(options.InitImages, images.Count)), cancellation);

    /// <summary>The images of a step.</summary>
    /// <param name="step">Its number, from 1.</param>
    /// <param name="cancellation">Ends it between two images.</param>
    /// <exception cref="UnreadableImageException">An image cannot be read and may not be replaced, or too many cannot.</exception>
    public TrainingBatch At(int step, CancellationToken cancellation = default)
    {
        var room = _spent.TryDequeue(out var spent) ? spent : Room(options.BatchSize);
        var batch = Read(_order, (step - 1L) * options.BatchSize, room, cancellation);
        if (options.Flip)
        {
            HorizontalFlip.Apply(batch.Images, new RandomKey(options.Seed, RandomStream.Flip, (uint)step));
        }

        return batch;
    }

    /// <summary>Takes the images of a step back, by whatever thread: nobody may look at them from now on.</summary>
    public void Return(TrainingBatch batch) => _spent.Enqueue(batch.Images);

    private ImageBatch Room(int count) =>
        new(images.Shape, new byte[checked(count * images.Shape.Dimensions)], new int[count]);

    private TrainingBatch Read(BatchOrder order, long position, ImageBatch batch, CancellationToken cancellation)
    {
        var (size, ids) = (images.Shape.Dimensions, batch.Ids);
        List<string>? lines = null;
        order.Fill(position, ids);
        for (var i = 0; i < ids.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            ids[i] = images.Id(ReadOne(ids[i], batch.Pixels.AsSpan(i * size, size), ref lines));
        }

        return new TrainingBatch(batch, lines ?? (IReadOnlyList<string>)[]);
    }

    /// <summary>
    /// Reads an image, or the first after it that can be read: which one depends on the set alone, so a run repeats itself.
    /// </summary>
    /// <returns>The index of what was read.</returns>
    private int ReadOne(int index, Span<byte> pixels, ref List<string>? lines)
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
                        (lines ??= []).Add(failure.Message);
                    }
                }

                index = (index + 1) % images.Count;
            }
        }
    }
}
