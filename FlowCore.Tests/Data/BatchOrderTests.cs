using FlowCore.Data;
using FlowCore.Random;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FlowCore.Tests.Data;

public sealed class BatchOrderTests
{
    [Fact]
    public void An_epoch_is_the_permutation_of_its_number()
    {
        var order = new BatchOrder(10, seed: 7);
        for (var epoch = 0u; epoch < 4; epoch++)
        {
            var expected = new PhiloxSequence(new RandomKey(7, RandomStream.Shuffle, epoch)).NextPermutation(10);

            Assert.Equal(expected, Take(order, epoch * 10, 10));
        }
    }

    [Fact]
    public void Epochs_and_seeds_differ()
    {
        Assert.NotEqual(Take(new BatchOrder(50, 1), 0, 50), Take(new BatchOrder(50, 1), 50, 50));
        Assert.NotEqual(Take(new BatchOrder(50, 1), 0, 50), Take(new BatchOrder(50, 2), 0, 50));
    }

    [Fact]
    public void A_batch_depends_on_its_position_alone() => Prop.ForAll(
        Gen.Choose(1, 9).ToArbitrary(),
        Gen.Choose(0, 60).ToArbitrary(),
        Gen.Choose(0, 30).ToArbitrary(),
        (count, position, size) =>
        {
            // One instance asked for it after other batches, and a fresh one as after a resume.
            var used = new BatchOrder(count, 3);
            var expected = Take(used, 0, 90).Skip(position).Take(size).ToArray();
            return Take(used, position, size).SequenceEqual(expected)
                && Take(new BatchOrder(count, 3), position, size).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_epoch_has_every_image_once() => Prop.ForAll(
        Gen.Choose(1, 40).ToArbitrary(),
        Gen.Choose(0, 1000).ToArbitrary(),
        (count, epoch) =>
        {
            var images = Take(new BatchOrder(count, 5), (long)epoch * count, count);
            return images.Order().SequenceEqual(Enumerable.Range(0, count));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Far_positions_do_not_wrap()
    {
        var last = (1L << 32) - 1;
        var expected = new PhiloxSequence(new RandomKey(1, RandomStream.Shuffle, uint.MaxValue)).NextPermutation(3);

        Assert.Equal(expected, Take(new BatchOrder(3, 1), last * 3, 3));
    }

    [Fact]
    public void A_position_outside_the_stream_is_refused()
    {
        Assert.Equal(
            "BatchOrder: expected a position inside 0..12884901888, got -1. Resume from an earlier step.",
            Assert.Throws<FlowException>(() => Take(new BatchOrder(3, 1), -1, 1)).Message);
        Assert.Equal(
            "BatchOrder: expected a position inside 0..12884901888, got 12884901887. Resume from an earlier step.",
            Assert.Throws<FlowException>(() => Take(new BatchOrder(3, 1), 12884901887, 2)).Message);
    }

    [Fact]
    public void An_empty_set_has_no_order() => Assert.Equal(
        "BatchOrder: expected at least 1 image, got 0. Train on a set that is not empty.",
        Assert.Throws<FlowException>(() => new BatchOrder(0, 1)).Message);

    private static int[] Take(BatchOrder order, long position, int size)
    {
        var indices = new int[size];
        order.Fill(position, indices);
        return indices;
    }
}
