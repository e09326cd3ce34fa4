using FlowCore.Data;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data;

/// <summary>Sets that are made of others: joined, chosen from, at fewer bits.</summary>
public sealed class DerivedImageSetTests
{
    private static readonly ImageShape Shape = new(1, 1, 2);

    [Fact]
    public void Joined_sets_follow_one_another_and_empty_ones_do_not_show()
    {
        var joined = new ConcatenatedImageSet("all", [Set(), Set(10, 20), Set(), Set(), Set(30), Set()]);

        Assert.Equal((3, "all", Shape), (joined.Count, joined.Name, joined.Shape));
        Assert.Equal([30, 31, 10, 11, 20, 21, 20, 21], joined.Batch([2, 0, 1, 1]).Pixels);
        Assert.Equal([2, 0, 1], joined.Batch([2, 0, 1]).Ids);
    }

    [Fact]
    public void Joined_sets_keep_the_ids_of_their_parts_after_those_before_them()
    {
        var joined = new ConcatenatedImageSet("all", [Set(10, 20), Set(1, 2, 3, 4).Slice("end", 2, 2)]);

        Assert.Equal([0, 1, 4, 5], joined.Batch([0, 1, 2, 3]).Ids);
    }

    [Fact]
    public void What_cannot_be_joined_is_refused()
    {
        var other = new InMemoryImageSet("other", new ImageShape(1, 2, 2), new byte[4]);

        Assert.Equal(
            "other: expected 1×1×2 images as in made, got 1×2×2. Bring all to one size with PictureOptions.ImageSize.",
            Assert.Throws<FlowException>(() => new ConcatenatedImageSet("all", [Set(1), other])).Message);
        Assert.Equal(
            "all: expected at least 1 set of images, got none.",
            Assert.Throws<FlowException>(() => new ConcatenatedImageSet("all", [])).Message);
        Outside("all: expected an index inside 0..2, got 2.", () => new ConcatenatedImageSet("all", [Set(1, 2)]).Batch([2]));
        Outside("all: expected an index inside 0..2, got -1.", () => new ConcatenatedImageSet("all", [Set(1, 2)]).Id(-1));
    }

    [Fact]
    public void Chosen_images_come_in_the_order_of_the_choice_with_their_ids()
    {
        var chosen = new SelectedImageSet("some", Set(10, 20, 30, 40), [3, 1]);

        Assert.Equal((2, "some"), (chosen.Count, chosen.Name));
        Assert.Equal([20, 21, 40, 41], chosen.Batch([1, 0]).Pixels);
        Assert.Equal([1, 3], chosen.Batch([1, 0]).Ids);
        Outside("some: expected an index inside 0..2, got 2.", () => chosen.Batch([2]));
        Outside("bad: expected indices inside 0..4, got 4.", () => _ = new SelectedImageSet("bad", Set(1, 2, 3, 4), [0, 4]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    public void Fewer_bits_are_the_upper_ones(int bits)
    {
        var all = TestImages.Of(new ImageShape(1, 16, 16), 1, (_, _, row, column) => (16 * row) + column);
        var quantized = QuantizedImageSet.Of(all, bits);

        Assert.Equal(all.Batch([0]).Pixels.Select(pixel => (byte)(pixel >> (8 - bits))), quantized.Batch([0]).Pixels);
        Assert.Equal((all.Name, all.Count, all.Shape), (quantized.Name, quantized.Count, quantized.Shape));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Bits_out_of_range_are_refused(int bits) => Assert.Equal(
        $"FlowConfig.Bits: expected 1 to 8, got {bits}.",
        Assert.Throws<FlowException>(() => QuantizedImageSet.Of(Set(1), bits)).Message);

    [Fact]
    public void Images_that_cannot_be_read_are_left_out_of_a_readable_batch()
    {
        var lines = new List<string>();
        var images = new FaultyImageSet(Set(10, 20, 30), index => index == 1).ReadableBatch([0, 1, 2], lines.Add);

        Assert.Equal([10, 11, 30, 31], images.Pixels);
        Assert.Equal([1000, 1002], images.Ids);
        Assert.Single(lines);
    }

    [Fact]
    public void Images_that_are_the_same_are_found_and_no_others()
    {
        Assert.Equal([(2, 0), (4, 0), (5, 1)], DuplicateSearch.Find(Set(10, 20, 10, 30, 10, 20), default));
        Assert.Empty(DuplicateSearch.Find(Set([.. Enumerable.Range(0, 250).Select(value => (byte)value)]), default));

        // One bit in one of a million bytes, in images that take a block each.
        var pixels = new byte[3 << 20];
        pixels[(2 << 20) + 12345] = 1;
        Assert.Equal([(1, 0)], DuplicateSearch.Find(new InMemoryImageSet("large", new ImageShape(1, 1024, 1024), pixels), default));
    }

    /// <summary>An image <c>[v, v + 1]</c> for each value.</summary>
    private static InMemoryImageSet Set(params byte[] values) =>
        new("made", Shape, values.SelectMany(value => (byte[])[value, (byte)(value + 1)]).ToArray());

    private static void Outside(string line, Action call) => Assert.Equal(line, Assert.Throws<ShapeException>(call).Message);
}
