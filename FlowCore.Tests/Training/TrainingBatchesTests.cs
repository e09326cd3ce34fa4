using FlowCore.Data;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

public sealed class TrainingBatchesTests
{
    private static readonly InMemoryImageSet Images = TestImages.Noise(new ImageShape(1, 4, 4), 30, seed: 3);
    private static readonly TrainingOptions Options = new() { BatchSize = 8, InitImages = 20, Seed = 5 };

    [Fact]
    public void Steps_walk_the_runs_order_whichever_step_is_asked_for_first()
    {
        var order = new BatchOrder(30, seed: 5);
        var batches = new TrainingBatches(Images, Options);
        foreach (var step in new[] { 9, 1, 2, 3, 4, 5 })
        {
            var indices = new int[8];
            order.Fill((step - 1) * 8, indices);
            var (batch, unreadable) = batches.At(step);
            Assert.Equal(indices, batch.Ids);
            Assert.Equal(Images.Batch(indices).Pixels, batch.Pixels);
            Assert.Empty(unreadable);
        }
    }

    [Fact]
    public void Flips_are_of_steps_and_not_of_the_images_that_actnorm_starts_from()
    {
        var (plain, flipped) = (new TrainingBatches(Images, Options), new TrainingBatches(Images, Options with { Flip = true }));
        Assert.Equal(plain.First().Images.Pixels, flipped.First().Images.Pixels);
        Assert.NotEqual(plain.At(1).Images.Pixels, flipped.At(1).Images.Pixels);
        Assert.Equal(flipped.At(1).Images.Pixels, new TrainingBatches(Images, Options with { Flip = true }).At(1).Images.Pixels);
    }

    [Fact]
    public void An_unreadable_image_is_named_once_and_the_next_that_can_be_read_takes_its_place()
    {
        var set = new FaultyImageSet(Images, index => index is 4 or 5 or 29);
        var batches = new TrainingBatches(set, Options);
        var named = new List<string>();
        for (var step = 1; step <= 15; step++)
        {
            var indices = new int[8];
            new BatchOrder(30, seed: 5).Fill((step - 1) * 8, indices);
            int[] replaced = [.. indices.Select(index => index switch { 4 or 5 => 6, 29 => 0, _ => index })];
            var (batch, unreadable) = batches.At(step);
            Assert.Equal(replaced.Select(index => index + 1000), batch.Ids);
            Assert.Equal(Images.Batch(replaced).Pixels, batch.Pixels);
            named.AddRange(unreadable);
        }

        int[] faulty = [29, 4, 5];
        Assert.Equal(
            faulty.Select(index => $"image {index}: expected a whole picture, got half of one. Remove it."),
            named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_unreadable_image_ends_a_run_that_may_not_skip_it()
    {
        var set = new FaultyImageSet(Images, index => index == 4);
        var batches = new TrainingBatches(set, Options with { SkipUnreadable = false, InitImages = 30 });
        Assert.StartsWith("image 4: ", Assert.Throws<UnreadableImageException>(() => batches.First()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, 16)]
    [InlineData(5, 5)]
    public void A_lost_disk_ends_the_run_after_a_few_tries(int count, int tries)
    {
        var set = new FaultyImageSet(Images.Slice("part", 0, count), _ => true);
        Assert.Throws<UnreadableImageException>(() => new TrainingBatches(set, Options).At(1));

        // One more: a few images are asked for together before each is asked for alone.
        Assert.Equal(tries + 1, set.Reads);
    }

    [Fact]
    public void A_batch_in_the_making_is_left_when_it_is_not_wanted_any_more()
    {
        using var stop = new CancellationTokenSource();
        var set = new FaultyImageSet(Images, _ =>
        {
            stop.Cancel();
            return false;
        });
        var batches = new TrainingBatches(set, Options with { BatchSize = 100 });
        Assert.ThrowsAny<OperationCanceledException>(() => batches.At(1, stop.Token));
        Assert.InRange(set.Reads, 1, 32);
    }

    [Fact]
    public void A_batch_of_a_few_images_is_one_read_of_the_set()
    {
        var set = new FaultyImageSet(Images, _ => false);
        new TrainingBatches(set, Options).At(1);
        Assert.Equal((1, 8), (set.Calls, set.Reads));
    }

    [Fact]
    public void Labels_are_those_of_the_images_that_were_read()
    {
        var labels = Enumerable.Range(0, 30).Select(index => index % 7).ToArray();
        var set = new FaultyImageSet(new LabelledImageSet(Images, 7, labels), index => index is 4 or 5 or 29);
        var batches = new TrainingBatches(set, Options);
        Assert.Equal(20, batches.First().Images.Labels!.Length);
        for (var step = 1; step <= 8; step++)
        {
            var batch = batches.At(step);
            Assert.Equal(batch.Images.Ids.Select(id => labels[id - 1000]), batch.Images.Labels);
            batches.Return(batch);
        }

        var (one, two) = (batches.At(9), batches.At(10));
        Assert.NotSame(one.Images.Labels, two.Images.Labels);
        batches.Return(one);
        Assert.Same(one.Images.Labels, batches.At(11).Images.Labels);
        Assert.Null(new TrainingBatches(Images, Options).At(1).Images.Labels);
    }

    [Fact]
    public void A_batch_that_was_handed_back_makes_room_for_a_later_one_and_others_stay_as_they_are()
    {
        var batches = new TrainingBatches(Images, Options);
        var (kept, back) = (batches.At(1), batches.At(2));
        batches.Return(back);
        var (third, fourth) = (batches.At(3), batches.At(4));
        Assert.Same(back.Images.Pixels, third.Images.Pixels);
        Assert.NotSame(kept.Images.Pixels, fourth.Images.Pixels);
        Assert.NotSame(third.Images.Pixels, fourth.Images.Pixels);
        Assert.Equal(Ordered(1), kept.Images.Ids);
        Assert.Equal(Ordered(3), third.Images.Ids);
        Assert.Equal(Images.Batch(Ordered(1)).Pixels, kept.Images.Pixels);
        Assert.Equal(Images.Batch(Ordered(3)).Pixels, third.Images.Pixels);

        static int[] Ordered(int step)
        {
            var indices = new int[8];
            new BatchOrder(30, seed: 5).Fill((step - 1) * 8, indices);
            return indices;
        }
    }

    [Fact]
    public void Batches_read_ahead_make_next_to_no_garbage_once_memory_goes_round()
    {
        const int Measured = 50;
        const int WarmUp = 10;
        var shape = new ImageShape(3, 32, 32);
        var images = TestImages.Noise(shape, 230, seed: 1);
        var selected = new SelectedImageSet("selected", images, [.. Enumerable.Range(0, images.Count)]);
        var whole = new ConcatenatedImageSet("whole", [selected, images]);
        var batches = new TrainingBatches(whole, Options with { BatchSize = 100, Flip = true });

        // Each thread counts its own, whatever other tests do: the reader's between two batches, the trainer's around its calls.
        var (step, reader) = (0, new long[WarmUp + Measured + 3]);
        var trainer = 0L;
        using (var ahead = new ReadAhead<TrainingBatch>(3, stop =>
        {
            reader[Math.Min(step, reader.Length - 1)] = GC.GetAllocatedBytesForCurrentThread();
            return batches.At(++step, stop);
        }))
        {
            for (var taken = 0; taken < WarmUp + Measured; taken++)
            {
                trainer = taken == WarmUp ? GC.GetAllocatedBytesForCurrentThread() : trainer;
                var batch = ahead.Take();
                Thread.Sleep(1);
                batches.Return(batch);
            }

            trainer = GC.GetAllocatedBytesForCurrentThread() - trainer;
        }

        Assert.InRange((reader[WarmUp + Measured - 1] - reader[WarmUp - 1]) / Measured, 0, 2048);
        Assert.InRange(trainer / Measured, 0, 2048);
    }
}
