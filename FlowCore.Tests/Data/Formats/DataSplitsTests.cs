using FlowCore.Data;
using FlowCore.Data.Embedded;
using FlowCore.Data.Formats;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data.Formats;

public sealed class DataSplitsTests
{
    private static readonly ImageShape Shape = new(1, 2, 2);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(19, 1)]
    [InlineData(20, 2)]
    public void A_tenth_is_the_test_split_where_nothing_else_is(int count, int test)
    {
        var splits = Source(Part(count, null)).Split();

        Assert.Equal((count - test, test), (splits.Train!.Count, splits.Test.Count));
        Assert.Equal(Enumerable.Range(0, count), Ids(splits.Train).Concat(Ids(splits.Test)).Order());
        Assert.Equal(("set (train)", "set (test)"), (splits.Train.Name, splits.Test.Name));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(5000)]
    public void The_tenth_of_a_file_sorted_by_class_has_every_class_in_it(int count)
    {
        const int Classes = 5;
        foreach (var parts in new[] { [Part(count, null)], Enumerable.Range(0, Classes).Select(_ => Part(count / Classes, null)).ToArray() })
        {
            var test = Ids(Source(parts).Split().Test);
            Assert.Equal(count / 10, test.Length);
            Assert.All(Enumerable.Range(0, Classes), label => Assert.Contains(test, id => id * Classes / count == label));
            Assert.Equal(test.Order(), test);
        }
    }

    [Fact]
    public void The_tenth_is_the_same_for_every_seed_and_whatever_is_held_out_besides()
    {
        var whole = Source(Part(1000, null));
        var test = Ids(whole.Split().Test);
        foreach (var seed in new ulong[] { 0, 1, 7 })
        {
            var splits = whole.Split(new DataOptions { ValidFraction = 0.25, SplitSeed = seed });
            Assert.Equal(test, Ids(splits.Test));
            Assert.Empty(test.Intersect(Ids(splits.Train!).Concat(Ids(splits.Valid!))));
        }

        // Held out as well, the first tenth of the training images would be no other draw.
        Assert.NotEqual(test, Ids(Source(Part(1000, DataSplit.Train), Part(1, DataSplit.Test)).Split(new DataOptions { ValidFraction = 0.1 }).Valid!));
    }

    [Theory]
    [InlineData(0.1, 10)]
    [InlineData(0.25, 25)]
    [InlineData(0.29, 29)]
    [InlineData(0.999, 99)]
    [InlineData(1e-9, 1)]
    public void Held_out_images_and_the_others_are_the_training_images_each_once(double fraction, int expected)
    {
        var whole = Source(Part(100, DataSplit.Train), Part(7, DataSplit.Test));
        var splits = whole.Split(new DataOptions { ValidFraction = fraction, SplitSeed = 3 });

        Assert.Equal((100 - expected, expected, 7), (splits.Train!.Count, splits.Valid!.Count, splits.Test.Count));
        Assert.Equal(Enumerable.Range(0, 100), Ids(splits.Train).Concat(Ids(splits.Valid)).Order());
        Assert.Equal(Ids(splits.Valid), Ids(whole.Split(new DataOptions { ValidFraction = fraction, SplitSeed = 3 }).Valid!));
    }

    [Fact]
    public void Seeds_hold_other_images_out_and_from_everywhere()
    {
        var whole = Source(Part(1000, DataSplit.Train), Part(7, DataSplit.Test));
        var (one, two) = (Ids(whole.Split(new DataOptions { ValidFraction = 0.1, SplitSeed = 1 }).Valid!), Ids(whole.Split(new DataOptions { ValidFraction = 0.1, SplitSeed = 2 }).Valid!));

        Assert.NotEqual(one, two);

        // A hundred of a thousand: every quarter has about 25 of them, and none below 10 in any run but one in a million.
        Assert.All(Enumerable.Range(0, 4), quarter => Assert.InRange(one.Count(id => id / 250 == quarter), 10, 45));
    }

    [Fact]
    public void There_must_be_something_to_hold_out_and_something_left()
    {
        Refuses("DataOptions.ValidFraction: expected a number in [0, 1), got 1.", () => Source(Part(9, null)).Split(new DataOptions { ValidFraction = 1 }));
        Refuses("DataOptions.ValidFraction: expected a number in [0, 1), got NaN.", () => Source(Part(9, null)).Split(new DataOptions { ValidFraction = double.NaN }));
        Refuses(
            "DataOptions.ValidFraction: expected a part that leaves images to train on, got 1 of 1 images. Give data with more images.",
            () => Source(Part(2, null)).Split(new DataOptions { ValidFraction = 0.5 }));
        Refuses(
            "DataOptions.ValidFraction: expected data without a validation part, got set. Leave the option out; the data's own is used.",
            () => Source(Part(9, DataSplit.Train), Part(3, DataSplit.Valid), Part(3, DataSplit.Test)).Split(new DataOptions { ValidFraction = 0.5 }));
        Refuses(
            "set: expected a validation part, got none. Hold some training images out with DataOptions.ValidFraction.",
            () => Source(Part(9, null)).Split().Get(DataSplit.Valid));
        Refuses("set: expected at least 1 image, got 0. Give data with images.", () => Source(Part(0, null)));
    }

    [Fact]
    public void The_embedded_set_keeps_its_splits_and_ids()
    {
        var source = new DataFormats(DataFormats.Arrays).Open(FashionMnist.Name);
        var splits = source.Split();
        var test = FashionMnist.Open(DataSplit.Test);

        Assert.Equal((5000, 500, 500), (splits.Train!.Count, splits.Valid!.Count, splits.Test.Count));
        Assert.NotSame(splits.Valid, splits.Test);
        Assert.Equal(test.Batch([17]).Pixels, splits.Test.Batch([17]).Pixels);
        Assert.Equal(test.Id(17), splits.Test.Id(17));
        Assert.Equal(test.Name, splits.Test.Name);
    }

    private static DataSource Source(params DataPart[] parts) => new("set", "made", parts);

    private static DataPart Part(int count, DataSplit? split) => new(
        "part", split, TestImages.Of(Shape, count, (n, _, row, column) => n + (2 * row) + column));

    private static int[] Ids(IImageSet set) => [.. Enumerable.Range(0, set.Count).Select(set.Id)];

    private static void Refuses(string line, Action call) => Assert.Equal(line, Assert.Throws<FlowException>(call).Message);
}
