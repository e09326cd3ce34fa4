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

    // So many are asked for at once: enough that a file reads neighbours together, few enough that the run can be stopped between.
    private const int MostAtOnce = 32;

    private readonly BatchOrder _order = new(images.Count, options.Seed);
    private readonly HashSet<int> _unreadable = [];
    private readonly ConcurrentQueue<ImageBatch> _spent = new();

    /// <summary>The images that actnorm starts from: the first of the run's order, not flipped.</summary>
    /// <exception cref="UnreadableImageException">An image cannot be read and may not be replaced, or too many cannot.</exception>
    public TrainingBatch First(CancellationToken cancellation = default) =>
        Read(new BatchOrder(images.Count, options.Seed), position: 0, Room(Math.Min(options.InitImages, images.Count)), cancellation);

    /// <summary>The images of a step.</summary>
    /// <param name="step">Its number, from 1.</param>
    /// <param name="cancellation">Ends it between a few images.</param>
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

    private ImageBatch Room(int count) => new(
        images.Shape,
        new byte[checked(count * images.Shape.Dimensions)],
        new int[count],
        images.Classes == 0 ? null : new int[count]);

    private TrainingBatch Read(BatchOrder order, long position, ImageBatch batch, CancellationToken cancellation)
    {
        List<string>? lines = null;
        var indices = batch.Ids;
        order.Fill(position, indices);
        for (var first = 0; first < indices.Length; first += MostAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            var some = indices.AsSpan(first, Math.Min(MostAtOnce, indices.Length - first));
            Read(some, batch.Pixels.AsSpan(first * images.Shape.Dimensions, some.Length * images.Shape.Dimensions), ref lines);
        }

        images.Describe(indices, batch.Ids, batch.Labels);
        return new TrainingBatch(batch, lines ?? (IReadOnlyList<string>)[]);
    }

    /// <summary>Reads images together, and one by one where one of them cannot be read: which that is nothing says.</summary>
    /// <param name="indices"><c>[N]</c>; those that cannot be read are overwritten with those that are in their place.</param>
    /// <param name="pixels"><c>[N, C, H, W]</c>, overwritten.</param>
    /// <param name="lines">What is to be said of them, if anything.</param>
    private void Read(Span<int> indices, Span<byte> pixels, ref List<string>? lines)
    {
        try
        {
            images.Read(indices, pixels);
        }
        catch (UnreadableImageException) when (options.SkipUnreadable)
        {
            var size = images.Shape.Dimensions;
            for (var i = 0; i < indices.Length; i++)
            {
                indices[i] = ReadOne(indices[i], pixels.Slice(i * size, size), ref lines);
            }
        }
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
