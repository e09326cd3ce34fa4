using System.Diagnostics;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data.Formats;

public sealed class DataFormatsTests : IDisposable
{
    private static readonly DataFormats Formats = new(DataFormats.Arrays);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[], string> Foreign => new()
    {
        { "photo", [0x89, .. "PNG\r\n\u001a\n"u8, .. new byte[30]], "got a picture. Give the folder that it is in." },
        { "archive", NpyBytes.Archive(isDeflated: false), "got a file that begins with 0x504B0506. Say with DataOptions.Format what it is." },
        { "tar.gz", IdxBytes.Gzip(new byte[512]), "got a gzip file without IDX images. Unpack it (tar -xf) and give the folder." },
        { "hdf5", [0x89, .. "HDF\r\n\u001a\n"u8], "got an HDF5 file. Save the images with numpy.save." },
        { "text", [.. "label,pixel0\n"u8], "got a file that begins with 0x6C616265. Say with DataOptions.Format what it is." },
        {
            "train_data_batch_1", [0x80, 2, (byte)'}', .. "q\0(X\u0004\0\0\0data"u8],
            "got a Python pickle. Convert it: python3 -c \"import numpy, pickle; numpy.savez('train_data_batch_1.npz', "
                + "data=pickle.load(open('train_data_batch_1', 'rb'), encoding='latin1')['data'])\""
        },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Foreign))]
    public void What_is_not_read_here_is_named_with_the_way_on(string name, byte[] bytes, string got)
    {
        var path = _folder.Write(name, bytes);

        Assert.Equal(
            $"{path}: expected CIFAR-10 binary files, CIFAR-100 binary files, IDX files (plain or gzip) or "
                + $"NumPy files (.npy, .npz) of bytes, {got}",
            Assert.Throws<FlowException>(() => Formats.Open(path)).Message);
    }

    [Fact]
    public void A_folder_of_pickles_names_the_first_of_them()
    {
        var pickle = _folder.Write("train_data_batch_1", [0x80, 4, 0x95, .. new byte[20]]);

        Assert.StartsWith($"{pickle}: expected ", Assert.Throws<FlowException>(() => Formats.Open(_folder.Path)).Message);
    }

    [Fact]
    public void The_conversion_that_the_refusal_of_a_pickle_names_is_read()
    {
        // What numpy.savez writes of the pickle's data: rows of 3·S·S bytes under the name data.
        var path = _folder.Write("train_data_batch_1.npz", NpyBytes.Archive(isDeflated: false, ("data", NpyBytes.Counting(4, 3072))));

        Assert.Equal(4, Formats.Open(path).All.Count);
    }

    [Fact]
    public void Names_do_not_decide_what_a_file_is()
    {
        var idx = _folder.Write("images.npy", IdxBytes.Grey(4));
        var npy = _folder.Write("images.idx.gz", NpyBytes.Counting(5, 8, 8));

        Assert.Equal("idx", Formats.Open(idx).Format);
        Assert.Equal("numpy", Formats.Open(npy).Format);
    }

    [Fact]
    public void Two_formats_in_one_folder_are_refused_until_one_is_said()
    {
        _folder.Write("images.bin", CifarBytes.Records(4));
        _folder.Write("images.npy", NpyBytes.Counting(5, 8, 8));

        Assert.Equal(
            $"{_folder.Path}: expected images in one format, got cifar10 (images.bin) and numpy (images.npy). "
                + "Say with DataOptions.Format which to use.",
            Assert.Throws<FlowException>(() => Formats.Open(_folder.Path)).Message);
        Assert.Equal(5, Formats.Open(_folder.Path, new DataOptions { Format = "numpy" }).All.Count);
        Assert.Equal(4, Formats.Open(_folder.Path, new DataOptions { Format = "cifar10" }).All.Count);
    }

    [Fact]
    public void A_format_that_is_said_refuses_what_is_of_another_kind()
    {
        var path = _folder.Write("images", IdxBytes.Grey(4));

        Assert.StartsWith(
            $"{path}: expected an array that begins with \\x93NUMPY, got 0x0000080300000004.",
            Assert.Throws<FlowException>(() => Formats.Open(path, new DataOptions { Format = "numpy" })).Message);
        Assert.Equal(
            "DataOptions.Format: expected one of cifar10, cifar100, idx, numpy, numpy-nchw, numpy-nhwc, got 'mnist'.",
            Assert.Throws<FlowException>(() => Formats.Open(path, new DataOptions { Format = "mnist" })).Message);
    }

    [Theory]
    [InlineData("valid", DataSplit.Valid)]
    [InlineData("val", DataSplit.Valid)]
    [InlineData("validation_32x32", DataSplit.Valid)]
    [InlineData("test", DataSplit.Test)]
    [InlineData("Test", DataSplit.Test)]
    public void Subfolders_that_are_called_after_splits_are_them(string name, DataSplit split)
    {
        Write("train", "images", IdxBytes.Grey(9));
        Write(name, "images.gz", IdxBytes.Gzip(IdxBytes.Grey(4)));
        Write("notes", "readme.txt", [65]);
        var source = Formats.Open(_folder.Path);
        var splits = source.Split();

        Assert.Equal(("idx", 13), (source.Format, source.All.Count));
        Assert.Equal((9, 4, 4), (splits.Train!.Count, splits.Get(split).Count, splits.Test.Count));
    }

    [Fact]
    public void A_folder_that_only_holds_another_stands_for_it()
    {
        Directory.CreateDirectory(_folder.PathOf("unpacked/cifar-10-batches-bin"));
        _folder.Write("unpacked/cifar-10-batches-bin/data_batch_1.bin", CifarBytes.Records(4));

        Assert.Equal(4, Formats.Open(_folder.Path).All.Count);
    }

    [Fact]
    public void Three_subfolders_are_three_splits()
    {
        Write("train", "a", NpyBytes.Counting(9, 8, 8));
        Write("valid", "a", NpyBytes.Counting(6, 8, 8));
        Write("test", "a", NpyBytes.Counting(5, 8, 8));
        var splits = Formats.Open(_folder.Path).Split();

        Assert.Equal((9, 6, 5), (splits.Train!.Count, splits.Valid!.Count, splits.Test.Count));
        Assert.Equal($"{_folder.Path} (valid)", splits.Valid.Name);
    }

    [Fact]
    public void Splits_of_different_shapes_are_refused_with_both()
    {
        Write("train", "a", NpyBytes.Counting(9, 8, 8));
        Write("test", "a", NpyBytes.Counting(5, 8, 6));

        Assert.Equal(
            $"{_folder.PathOf("test")}: expected 1×8×8 images as in {_folder.PathOf("train")}, got 1×8×6. "
                + "Bring all to one size with PictureOptions.ImageSize.",
            Assert.Throws<FlowException>(() => Formats.Open(_folder.Path)).Message);
    }

    [Fact]
    public void What_holds_images_beside_split_folders_is_named_as_left_out()
    {
        Write("train", "a", NpyBytes.Counting(9, 8, 8));
        Write("test", "a", NpyBytes.Counting(5, 8, 8));
        Write("extra", "a", NpyBytes.Counting(5, 8, 8));
        Write("notes", "readme.txt", [65]);
        var skipped = Formats.Open(_folder.Path).Skipped;

        Assert.Equal(
            $"{_folder.PathOf("extra")}: left out, it lies beside train, test and in none of them.", Assert.Single(skipped).Line);
        Assert.Contains(skipped[0], Formats.Check(_folder.Path).Problems);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("empty")]
    public void What_has_no_length_is_refused_and_not_waited_for(string what)
    {
        var path = _folder.PathOf(what);
        if (what == "empty")
        {
            _folder.Write(what, []);
        }
        else if (OperatingSystem.IsWindows())
        {
            return; // There are no pipes in folders.
        }
        else
        {
            using var made = Process.Start("mkfifo", path);
            made.WaitForExit();
        }

        var line = $"{path}: expected images, got an empty file, a pipe or a device. Give a regular file with something in it.";
        Assert.Equal(line, Assert.Throws<FlowException>(() => Formats.Open(path)).Message);
        Assert.Equal(line, Assert.Throws<FlowException>(() => Formats.Open(path, new DataOptions { Format = "cifar10" })).Message);

        // Inside a folder it is one file that is none of the formats.
        Assert.Contains("a folder of 1 files", Assert.Throws<FlowException>(() => Formats.Open(_folder.Path)).Message);
    }

    private void Write(string folder, string name, byte[] bytes)
    {
        Directory.CreateDirectory(_folder.PathOf(folder));
        _folder.Write(Path.Combine(folder, name), bytes);
    }
}
