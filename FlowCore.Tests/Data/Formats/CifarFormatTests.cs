using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data.Formats;

public sealed class CifarFormatTests : IDisposable
{
    private static readonly DataFormats Formats = new(DataFormats.Arrays);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Planes_and_rows_are_in_the_right_places()
    {
        var record = new byte[3073];
        (record[0], record[1], record[1 + 1024], record[1 + 2048]) = (9, 10, 20, 30);
        record[1 + 33] = 99; // Red, row 1, column 1.
        var image = Open(_folder.Write("one", [.. record, .. CifarBytes.Records(1)])).All.Batch([0]);

        Assert.Equal(new ImageShape(3, 32, 32), image.Shape);
        Assert.Equal((10, 20, 30), (At(0, 0, 0), At(1, 0, 0), At(2, 0, 0)));
        Assert.Equal((99, 0, 0), (At(0, 1, 1), At(1, 1, 1), At(2, 1, 1)));

        int At(int channel, int row, int column) => image.Pixels[(channel * 1024) + (row * 32) + column];
    }

    [Theory]
    [InlineData("data_batch_1.bin", 4, 0, 4)]
    [InlineData("test_batch.bin", 0, 4, 4)]
    public void Any_subset_of_the_published_files_is_a_set(string only, int train, int test, int all)
    {
        _folder.Write(only, CifarBytes.Records(4));
        _folder.Write("batches.meta.txt", "airplane\n"u8.ToArray());
        var source = Open(_folder.Path);

        Assert.Equal(("cifar10", all), (source.Format, source.All.Count));
        if (test > 0)
        {
            var refusal = Assert.Throws<FlowException>(() => source.Split().Get(DataSplit.Train));
            Assert.StartsWith($"{_folder.Path}: expected images to train on, got a test", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(test, source.Split().Test.Count);
        }
        else
        {
            // Nothing is held back by the publisher, so a tenth is.
            Assert.Equal((train - 1, 1), (source.Split().Train!.Count, source.Split().Test.Count));
        }
    }

    [Fact]
    public void The_published_test_file_is_the_test_split_and_all_others_train()
    {
        _folder.Write("data_batch_1.bin", CifarBytes.Records(3));
        _folder.Write("data_batch_2.bin", CifarBytes.Records(5));
        _folder.Write("test_batch.bin", CifarBytes.Records(2));
        var splits = Open(_folder.Path).Split();

        Assert.Equal((8, 2), (splits.Train!.Count, splits.Test.Count));
        Assert.Null(splits.Valid);

        // Image 4 is the second of the second file; ids go on through files.
        var image = splits.Train.Batch([4]);
        Assert.Equal(4, image.Ids[0]);
        Assert.Equal(1, image.Pixels[0]);
    }

    [Fact]
    public void Records_with_two_labels_are_Cifar_100()
    {
        _folder.Write("train.bin", CifarBytes.Records(30, labels: 2));
        _folder.Write("test.bin", CifarBytes.Records(4, labels: 2));
        var source = Open(_folder.Path);
        var splits = source.Split();

        Assert.Equal(("cifar100", 30, 4), (source.Format, splits.Train!.Count, splits.Test.Count));
        Assert.Equal([7, 10, 13], splits.Train.Batch([7]).Pixels[..3]);
    }

    [Theory]
    [InlineData(3072)]
    [InlineData(3074)]
    [InlineData(9000)]
    [InlineData((3073 * 40) - 1)]
    public void A_size_that_is_no_multiple_of_a_record_is_refused_with_both_numbers(int length)
    {
        var path = _folder.Write("data_batch_1.bin", CifarBytes.Records(40)[..length]);

        Assert.Equal(
            $"{path}: expected a multiple of 3073 bytes, the length of a cifar10 record, got {length}, which is "
                + $"{length / 3073}·3073 + {length % 3073}. The file is cut short or of another kind; fetch it again.",
            Assert.Throws<FlowException>(() => Open(path)).Message);
    }

    [Fact]
    public void A_damaged_file_among_whole_ones_is_named_and_not_passed_over()
    {
        _folder.Write("data_batch_1.bin", CifarBytes.Records(4));
        var damaged = _folder.Write("data_batch_2.bin", [77, .. CifarBytes.Records(4)[1..]]);

        Assert.Equal(
            $"{damaged}: expected labels of cifar10, 0 to 9, got another number where record 0 begins. "
                + "The file is damaged or of another kind.",
            Assert.Throws<FlowException>(() => Open(_folder.Path)).Message);
    }

    [Fact]
    public void Names_say_nothing_but_the_format_can_be_said()
    {
        var path = _folder.Write("photos.png", CifarBytes.Records(3));
        Assert.Equal("cifar10", Open(path).Format);

        // Zeros are labels of both kinds, at sizes that are multiples of both.
        var zeros = _folder.Write("zeros", new byte[3073 * 3074]);
        Assert.Equal(3074, Open(zeros).All.Count);
        Assert.Equal(3073, Formats.Open(zeros, new DataOptions { Format = "cifar100" }).All.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_file_of_zeros_beside_other_data_is_none_of_these_by_its_first_bytes_alone(byte value)
    {
        _folder.Write("images.npy", NpyBytes.Counting(5, 8, 8));
        _folder.Write("thumbs.db", [.. Enumerable.Repeat(value, 20_000)]);
        Assert.Equal(("numpy", 5), (Open(_folder.Path).Format, Open(_folder.Path).All.Count));

        // By itself, or under the name of the published files, it is one that is cut short.
        var alone = Assert.Throws<FlowException>(() => Open(_folder.PathOf("thumbs.db"))).Message;
        Assert.Contains(" bytes, the length of a cifar10 record, got 20000", alone, StringComparison.Ordinal);
        _folder.Write("data_batch_1.bin", new byte[20_000]);
        Assert.Contains(
            "got cifar10 (data_batch_1.bin) and numpy (images.npy).",
            Assert.Throws<FlowException>(() => Open(_folder.Path)).Message,
            StringComparison.Ordinal);
    }

    private static DataSource Open(string path) => Formats.Open(path);
}
