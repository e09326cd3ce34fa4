using FlowCore.Data;
using FlowCore.Tensors;
using Xunit;

namespace FlowCore.Tests.Data;

public sealed class InMemoryImageSetTests
{
    private static readonly ImageShape Shape = new(1, 1, 2);
    private static readonly InMemoryImageSet Set = new("set", Shape, new byte[] { 0, 1, 10, 11, 20, 21, 30, 31 });

    [Fact]
    public void A_batch_has_the_images_asked_for_in_that_order()
    {
        var batch = Set.Batch([3, 0, 3]);

        Assert.Equal(3, batch.Count);
        Assert.Equal([30, 31, 0, 1, 30, 31], batch.Pixels);
        Assert.Equal([3, 0, 3], batch.Ids);
        Assert.Equal([0, 1], batch.Image(1).ToArray());
    }

    [Fact]
    public void An_empty_batch_is_a_batch() => Assert.Equal(0, Set.Batch([]).Count);

    [Fact]
    public void A_slice_of_a_slice_keeps_the_ids_of_the_file()
    {
        var slice = Set.Slice("part", 1, 3).Slice("end", 1, 2);

        Assert.Equal(("end", 2, Shape), (slice.Name, slice.Count, slice.Shape));
        Assert.Equal([2, 3], slice.Batch([0, 1]).Ids);
        Assert.Equal([20, 21, 30, 31], slice.Batch([0, 1]).Pixels);
    }

    [Theory]
    [InlineData(-1, 2, "-1..1")]
    [InlineData(0, -1, "0..-1")]
    [InlineData(3, 2, "3..5")]
    [InlineData(int.MaxValue, int.MaxValue, "2147483647..4294967294")]
    public void A_slice_outside_is_refused(int start, int count, string got) => Refuses(
        $"set.Slice: expected a range inside 0..4, got {got}.", () => Set.Slice("part", start, count));

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void An_index_outside_is_refused(int index)
    {
        Refuses($"set: expected an index inside 0..4, got {index}.", () => Set.Id(index));
        Refuses($"set: expected an index inside 0..4, got {index}.", () => Set.Batch([index]));
        Refuses($"set: expected an index inside 0..4, got {index}.", () => Set.Read([index], new byte[2]));
        Refuses($"ImageBatch.Image: expected an index inside 0..4, got {index}.", () => Set.Batch([0, 1, 2, 3]).Image(index));
    }

    [Fact]
    public void Room_that_is_not_for_the_batch_is_refused() =>
        Refuses("set.Read of 2 images: expected 4 pixels, got 5.", () => Set.Read([0, 1], new byte[5]));

    [Fact]
    public void Pixels_that_are_not_whole_images_are_refused()
    {
        Refuses("odd: expected whole images of 2 pixels, got 3 pixels.",
            () => _ = new InMemoryImageSet("odd", Shape, new byte[3]));
        Refuses("none: expected images of at least 1×1×1, got 1×0×2.",
            () => _ = new InMemoryImageSet("none", new ImageShape(1, 0, 2), new byte[3]));
        Refuses("ImageBatch of 2 × 1×1×2: expected 4 pixels, got 3.", () => _ = new ImageBatch(Shape, new byte[3], [0, 1]));
    }

    private static void Refuses(string line, Action call) => Assert.Equal(line, Assert.Throws<ShapeException>(call).Message);
}
