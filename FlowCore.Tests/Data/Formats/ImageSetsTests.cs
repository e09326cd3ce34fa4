using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data.Formats;

public sealed class ImageSetsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_default_is_embedded() => Assert.Equal(500, ImageSets.Open(ImageSets.Default, DataSplit.Test).Count);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(9, 1)]
    [InlineData(10, 1)]
    [InlineData(19, 1)]
    [InlineData(20, 2)]
    [InlineData(25, 2)]
    public void A_tenth_of_a_file_is_its_test_split(int count, int expected)
    {
        var path = _folder.Write("images", IdxBytes.Gzip(IdxBytes.Grey(count)));

        var train = ImageSets.Open(path, DataSplit.Train);
        var test = ImageSets.Open(path, DataSplit.Test);

        Assert.Equal((count - expected, expected), (train.Count, test.Count));
        int[] ids = [.. Enumerable.Range(0, train.Count).Select(train.Id), .. Enumerable.Range(0, test.Count).Select(test.Id)];
        Assert.Equal(Enumerable.Range(0, count), ids.Order());
        Assert.Equal(($"{path} (train)", $"{path} (test)"), (train.Name, test.Name));
    }

    [Fact]
    public void One_image_cannot_be_split()
    {
        var path = _folder.Write("one", IdxBytes.Grey(1));

        Assert.Equal(
            $"{path}: expected at least 2 images, to train on and to test on, got 1. Give a file with more images.",
            Assert.Throws<FlowException>(() => ImageSets.Open(path, DataSplit.Train)).Message);
    }

    [Theory]
    [InlineData("fashion")]
    [InlineData("")]
    public void What_is_neither_a_name_nor_a_path_lists_what_is_accepted(string data) => Assert.Equal(
        "data: expected 'fashion-mnist' or the path of CIFAR-10 binary files, CIFAR-100 binary files, IDX files (plain or gzip) or "
            + $"NumPy files (.npy, .npz) of bytes, got '{data}'. No such name, file or folder; check the spelling.",
        Assert.Throws<FlowException>(() => ImageSets.Open(data, DataSplit.Train)).Message);

    [Fact]
    public void A_folder_without_images_is_refused_as_one() => Assert.Contains(
        "got an empty folder", Assert.Throws<FlowException>(() => ImageSets.Open(_folder.Path, DataSplit.Test)).Message);
}
