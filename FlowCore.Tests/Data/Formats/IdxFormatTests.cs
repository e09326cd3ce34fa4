using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data.Formats;

public sealed class IdxFormatTests : IDisposable
{
    private static readonly DataFormats Formats = new(DataFormats.Arrays);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("images-idx3-ubyte")]
    [InlineData("train-images-idx3-ubyte")]
    public void A_packed_file_beside_the_same_unpacked_is_left_out_and_named(string name)
    {
        _folder.Write(name, IdxBytes.Grey(20));
        var packed = _folder.Write(name + ".gz", IdxBytes.Gzip(IdxBytes.Grey(20)));
        var source = Formats.Open(_folder.Path);

        Assert.Equal((20, packed), (source.All.Count, Assert.Single(source.Skipped).File));
        Assert.Equal($"{packed}: left out, {name} beside it is the same unpacked.", source.Skipped[0].Line);
        Assert.Equal((1, 20L), (Formats.Check(_folder.Path).Files, Formats.Check(_folder.Path).Images));
    }

    [Fact]
    public void A_folder_of_the_published_files_has_their_splits_and_labels_are_passed_over()
    {
        _folder.Write("train-images-idx3-ubyte.gz", IdxBytes.Gzip(IdxBytes.Grey(12)));
        _folder.Write("train-labels-idx1-ubyte.gz", IdxBytes.Gzip(Labels(12)));
        _folder.Write("t10k-images-idx3-ubyte", IdxBytes.Grey(3));
        _folder.Write("t10k-labels-idx1-ubyte", Labels(3));
        var source = Formats.Open(_folder.Path);
        var splits = source.Split();

        Assert.Equal(("idx", 12, 3), (source.Format, splits.Train!.Count, splits.Test.Count));
    }

    [Theory]
    [InlineData(11, "11")]
    [InlineData(13, "13")]
    public void Labels_that_are_not_as_many_as_the_images_are_refused_with_both_counts(int count, string got)
    {
        var images = _folder.Write("train-images-idx3-ubyte.gz", IdxBytes.Gzip(IdxBytes.Grey(12)));
        var labels = _folder.Write("train-labels-idx1-ubyte", Labels(count));
        var line = $"{labels}: expected 12 labels, one for each image of {images}, got {got}. "
            + "The two files do not belong together; fetch both again.";

        Assert.Equal(line, Assert.Throws<FlowException>(() => Formats.Open(images)).Message);
        Assert.Equal(line, Assert.Throws<FlowException>(() => Formats.Open(_folder.Path)).Message);
    }

    [Fact]
    public void Labels_that_are_cut_short_are_refused()
    {
        var images = _folder.Write("a-images-idx3-ubyte", IdxBytes.Grey(12));
        var labels = _folder.Write("a-labels-idx1-ubyte.gz", IdxBytes.Gzip(Labels(12)[..^2]));

        Assert.Equal(
            $"{labels}: expected 12 labels, as its header says, got 10. The file is damaged; fetch it again.",
            Assert.Throws<FlowException>(() => Formats.Open(images)).Message);
    }

    [Fact]
    public void A_file_of_labels_or_floats_alone_is_refused_as_what_it_is()
    {
        var labels = _folder.Write("labels", Labels(12));
        var floats = _folder.Write("floats", IdxBytes.File(0x0D03, [1, 1, 1], 4));

        Assert.EndsWith(
            "got 0x00000801. This is a file of labels; give the one of images.",
            Assert.Throws<FlowException>(() => Formats.Open(labels)).Message,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "got 0x00000D03. Give an IDX file of images, plain or gzip.",
            Assert.Throws<FlowException>(() => Formats.Open(floats)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_wrong_magic_number_under_a_published_name_is_refused_with_the_right_one(bool isPacked)
    {
        byte[] bytes = [1, 2, 3, 4, .. IdxBytes.Grey(4)[4..]];
        var path = _folder.Write("train-images-idx3-ubyte.gz", isPacked ? IdxBytes.Gzip(bytes) : bytes);
        var line = $"{path}: expected the IDX magic 0x00000803 (bytes [N, H, W]) or 0x00000804 (bytes [N, C, H, W]), got 0x01020304. "
            + "Give an IDX file of images, plain or gzip.";

        Assert.Equal(line, Assert.Throws<FlowException>(() => Formats.Open(path)).Message);
        Assert.Equal(line, Assert.Throws<FlowException>(() => Formats.Open(_folder.Path)).Message);
    }

    [Fact]
    public void A_plain_file_stays_on_the_disk_when_there_is_no_room_and_a_packed_one_is_refused()
    {
        var plain = _folder.Write("plain", IdxBytes.Grey(12));
        var packed = _folder.Write("packed", IdxBytes.Gzip(IdxBytes.Grey(12)));

        Assert.Equal(
            Formats.Open(plain).All.Batch([3, 2, 11]).Pixels,
            Formats.Open(plain, new DataOptions { Memory = new MemoryBudget(0, 0) }).All.Batch([3, 2, 11]).Pixels);
        Assert.Equal(
            $"{packed}: expected pixels that unpack to at most 71 bytes, got 72. "
                + "Unpack the file with gunzip: a plain one need not fit.",
            Assert.Throws<FlowException>(() => Formats.Open(packed, new DataOptions { Memory = new MemoryBudget(71, 71) })).Message);
    }

    [RealDataFact]
    public void The_published_files_are_read_whole_with_their_splits()
    {
        var source = Formats.Open(RealDataFactAttribute.PathOf("mnist"));
        var splits = source.Split();

        Assert.Equal((60_000, 10_000), (splits.Train!.Count, splits.Test.Count));
        Assert.Equal(60_000, Formats.Open(RealDataFactAttribute.PathOf("mnist/train-images-idx3-ubyte.gz")).All.Count);
    }

    private static byte[] Labels(int count) => IdxBytes.File(0x0801, [(uint)count], count);
}
