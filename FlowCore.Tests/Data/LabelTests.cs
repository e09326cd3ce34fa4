using System.IO.Compression;
using FlowCore.Data;
using FlowCore.Data.Embedded;
using FlowCore.Data.Formats;
using FlowCore.Tensors;
using FlowCore.Tests.Data.Formats;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data;

/// <summary>Labels stay with their images through whatever is made of a set.</summary>
public sealed class LabelTests : IDisposable
{
    private static readonly ImageShape Shape = new(1, 1, 2);
    private static readonly DataFormats Formats = new(DataFormats.Arrays);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_without_labels_have_no_classes_and_no_array()
    {
        IImageSet set = Plain(3);
        Assert.Equal((0, -1), (set.Classes, set.Label(1)));
        Assert.Null(set.Batch([0, 2]).Labels);
    }

    [Fact]
    public void Labels_that_are_not_one_an_image_or_outside_the_classes_are_refused()
    {
        Refuses("plain: expected 3 labels, got 2.", () => new LabelledImageSet(Plain(3), 5, new int[2]));
        Refuses("plain: expected labels inside 0..5, got 5.", () => new LabelledImageSet(Plain(3), 5, (int[])[0, 5, 1]));
        Refuses("plain: expected labels inside 0..5, got -1.", () => new LabelledImageSet(Plain(3), 5, (int[])[0, 4, -1]));
        Refuses("plain: expected an index inside 0..3, got 3.", () => Labelled(5, 0, 1, 2).Label(3));
        Refuses("ImageBatch of 2 × 1×1×2: expected 2 labels, got 3.", () => new ImageBatch(Shape, new byte[4], [0, 1], new int[3]));
    }

    [Fact]
    public void A_batch_has_the_labels_of_its_images_in_its_order() =>
        Assert.Equal([7, 3, 3, 5], Labelled(8, 3, 5, 7).Batch([2, 0, 0, 1]).Labels!);

    [Fact]
    public void A_chosen_part_and_one_of_fewer_bits_have_the_labels_of_the_whole()
    {
        var chosen = QuantizedImageSet.Of(new SelectedImageSet("some", Labelled(8, 3, 5, 7, 1), [3, 1]), bits: 5);
        Assert.Equal(8, chosen.Classes);
        Assert.Equal([5, 1], chosen.Batch([1, 0]).Labels!);
    }

    [Fact]
    public void Joined_sets_have_labels_where_all_parts_have_of_as_many_classes()
    {
        var joined = new ConcatenatedImageSet("all", [Labelled(8, 3, 5), Labelled(8, 7, 1, 0)]);
        Assert.Equal(8, joined.Classes);
        Assert.Equal([0, 5, 7], joined.Batch([4, 1, 2]).Labels!);

        IImageSet[] others = [Plain(2), Labelled(9, 0, 8)];
        foreach (var other in others)
        {
            var mixed = new ConcatenatedImageSet("mixed", [Labelled(8, 3, 5), other]);
            Assert.Equal((0, -1), (mixed.Classes, mixed.Label(0)));
            Assert.Null(mixed.Batch([0, 3]).Labels);
        }
    }

    [Fact]
    public void A_batch_without_those_that_cannot_be_read_has_the_labels_of_the_others()
    {
        var set = new FaultyImageSet(Labelled(8, 3, 5, 7), index => index == 1);
        var batch = set.ReadableBatch([0, 1, 2], _ => { });
        Assert.Equal([1000, 1002], batch.Ids);
        Assert.Equal([3, 7], batch.Labels!);
    }

    [Fact]
    public void Splits_have_the_labels_of_their_images()
    {
        var labels = Enumerable.Range(0, 40).Select(index => index % 6).ToArray();
        var source = new DataSource("all", "fake", [new DataPart("all", null, new LabelledImageSet(Plain(40), 6, labels))]);
        var splits = source.Split(new DataOptions { ValidFraction = 0.25, SplitSeed = 4 });
        foreach (var set in (IImageSet[])[splits.Train!, splits.Valid!, splits.Test])
        {
            var batch = TestImages.All(set);
            Assert.Equal(batch.Ids.Select(id => labels[id]), batch.Labels);
        }
    }

    [Theory]
    [InlineData(1, "cifar10", 10)]
    [InlineData(2, "cifar100", 100)]
    public void Records_of_CIFAR_have_the_last_of_their_labels(int labels, string format, int classes)
    {
        var bytes = CifarBytes.Records(12, labels);
        bytes[(3072 + labels) + labels - 1] = 9;
        var set = Formats.Open(_folder.Write("data_batch_1.bin", bytes), new DataOptions { Format = format }).All;
        Assert.Equal(classes, set.Classes);
        Assert.Equal([0, 9, 2, 1], set.Batch([0, 1, 2, 11]).Labels!);
    }

    [Fact]
    public void A_label_of_CIFAR_that_is_none_is_refused_wherever_it_is()
    {
        var bytes = CifarBytes.Records(400);
        bytes[3073 * 399] = 10;
        var path = _folder.Write("data_batch_1.bin", bytes);
        Assert.Equal(
            $"{path}: expected labels of cifar10, 0 to 9, got another number where record 399 begins. "
                + "The file is damaged or of another kind.",
            Assert.Throws<FlowException>(() => Formats.Open(path)).Message);
    }

    [Fact]
    public void The_labels_beside_a_file_of_images_are_theirs()
    {
        _folder.Write("train-images-idx3-ubyte", IdxBytes.Grey(12));
        _folder.Write("train-labels-idx1-ubyte.gz", IdxBytes.Gzip(IdxBytes.File(0x0801, [12], 12)));
        _folder.Write("t10k-images-idx3-ubyte.gz", IdxBytes.Gzip(IdxBytes.Grey(3)));
        var splits = Formats.Open(_folder.Path).Split();
        Assert.Equal((12, 0), (splits.Train!.Classes, splits.Test.Classes));
        Assert.Equal([11, 0, 4], splits.Train.Batch([11, 0, 4]).Labels!);
    }

    [Fact]
    public void The_first_embedded_images_are_an_ankle_boot_a_pullover_and_two_trousers()
    {
        var train = FashionMnist.Open(DataSplit.Train);
        Assert.Equal(FashionMnist.ClassCount, train.Classes);
        Assert.Equal([9, 2, 1, 1, 6, 1, 4, 6, 5, 7], train.Batch([.. Enumerable.Range(0, 10)]).Labels!);
    }

    [RealDataFact]
    public void The_embedded_labels_are_the_first_of_the_published_file()
    {
        using var file = File.OpenRead(RealDataFactAttribute.PathOf("fashion-mnist/t10k-labels-idx1-ubyte.gz"));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        var published = new byte[8 + 6000];
        unpacked.ReadExactly(published);
        int[] embedded =
            [.. ((DataSplit[])[DataSplit.Train, DataSplit.Test, DataSplit.Valid]).SelectMany(split => Labels(FashionMnist.Open(split)))];
        Assert.Equal(published[8..].Select(label => (int)label), embedded);
    }

    [RealDataFact]
    public void The_published_files_have_ten_classes_of_about_as_many_images()
    {
        foreach (var (data, most) in ((string, int)[])[("cifar10", 1000), ("mnist", 1135), ("fashion-mnist", 1000)])
        {
            var test = Formats.Open(RealDataFactAttribute.PathOf(data)).Split().Test;
            var counts = Labels(test).CountBy(label => label).ToArray();
            Assert.Equal((10, 10), (test.Classes, counts.Length));
            Assert.Equal(most, counts.Max(count => count.Value) * 10_000 / test.Count);
        }
    }

    private static IEnumerable<int> Labels(IImageSet set) => Enumerable.Range(0, set.Count).Select(set.Label);

    private static InMemoryImageSet Plain(int count) => new("plain", Shape, new byte[count * Shape.Dimensions]);

    private static LabelledImageSet Labelled(int classes, params int[] labels) => new(Plain(labels.Length), classes, labels);

    private static void Refuses(string line, Func<object> make) =>
        Assert.Equal(line, Assert.Throws<ShapeException>(() => make()).Message);
}
