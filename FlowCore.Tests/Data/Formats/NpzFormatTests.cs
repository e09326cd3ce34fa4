using System.Buffers.Binary;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Files;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data.Formats;

public sealed class NpzFormatTests : IDisposable
{
    private static readonly DataFormats Formats = new(DataFormats.Arrays);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Downsampled_ImageNet_is_rows_of_planes_and_its_labels_and_mean_are_left_alone(bool isDeflated)
    {
        var path = _folder.Write("train_data_batch_1.npz", ImageNet(isDeflated, count: 7));
        var set = Formats.Open(path).All;

        Assert.Equal((7, new ImageShape(3, 8, 8)), (set.Count, set.Shape));
        Assert.Equal([.. Enumerable.Range(3 * 192, 192).Select(value => (byte)value)], set.Batch([3]).Pixels);
    }

    [Fact]
    public void Its_validation_file_is_the_test_split_where_there_is_no_other()
    {
        _folder.Write("train_data_batch_1.npz", ImageNet(isDeflated: false, count: 7));
        _folder.Write("train_data_batch_2.npz", ImageNet(isDeflated: true, count: 4));
        _folder.Write("val_data.npz", ImageNet(isDeflated: true, count: 3));
        var splits = Formats.Open(_folder.Path).Split();

        Assert.Equal((11, 3, 3), (splits.Train!.Count, splits.Valid!.Count, splits.Test.Count));

        // It goes on being that when others are held out to make choices on.
        var held = Formats.Open(_folder.Path).Split(new DataOptions { ValidFraction = 0.2 });
        Assert.Equal((9, 2, 3), (held.Train!.Count, held.Valid!.Count, held.Test.Count));
    }

    [Fact]
    public void A_stored_array_is_read_where_it_lies_and_a_deflated_one_that_does_not_fit_is_refused()
    {
        var stored = _folder.Write("stored", ImageNet(isDeflated: false, count: 7));
        var deflated = _folder.Write("deflated", ImageNet(isDeflated: true, count: 7));
        var none = new MemoryBudget(0, 1000);

        Assert.Equal(Formats.Open(stored).All.Batch([6, 0]).Pixels, Formats.Open(stored, new DataOptions { Memory = none }).All.Batch([6, 0]).Pixels);
        Assert.Equal(
            $"{deflated}: data.npy: expected pixels that unpack to at most 1000 bytes, got 1344. "
                + "Save it with numpy.savez and not savez_compressed: a stored one need not fit.",
            Assert.Throws<FlowException>(() => Formats.Open(deflated, new DataOptions { Memory = none })).Message);
    }

    [Theory]
    [InlineData("x_train", "x_test")]
    [InlineData("train_images", "test_images")]
    public void Arrays_called_after_splits_are_the_splits(string train, string test)
    {
        var path = _folder.Write("set.npz", NpyBytes.Archive(
            isDeflated: true,
            (train, NpyBytes.Counting(5, 8, 8)),
            (train.Replace("x_", "y_", StringComparison.Ordinal) + "_labels", NpyBytes.Counting(5)),
            (test, NpyBytes.Counting(2, 8, 8))));
        var splits = Formats.Open(path).Split();

        Assert.Equal((5, 2), (splits.Train!.Count, splits.Test.Count));
    }

    [Fact]
    public void Which_array_is_meant_must_be_plain()
    {
        var one = _folder.Write("one.npz", NpyBytes.Archive(false, ("arr_0", NpyBytes.Counting(3, 8, 8, 3))));
        var two = _folder.Write("two.npz", NpyBytes.Archive(false, ("a", NpyBytes.Counting(3, 8, 8)), ("b", NpyBytes.Counting(3, 8, 8))));

        Assert.Equal(new ImageShape(3, 8, 8), Formats.Open(one).All.Shape);
        Assert.Equal(
            $"{two}: expected one array called data or images, or some called after train and test, got a [3, 8, 8], b [3, 8, 8]. "
                + "Save the images under one of these names.",
            Assert.Throws<FlowException>(() => Formats.Open(two)).Message);
    }

    [Fact]
    public void An_archive_that_is_cut_short_has_lost_its_directory()
    {
        var path = _folder.Write("cut.npz", ImageNet(isDeflated: false, count: 7)[..^100]);

        Assert.Equal(
            $"{path}: expected a whole zip archive, got no directory at its end. The file is cut short or damaged; fetch it again.",
            Assert.Throws<FlowException>(() => Formats.Open(path)).Message);
    }

    [Fact]
    public void An_array_whose_bytes_changed_does_not_pass_its_check_sum()
    {
        var bytes = NpyBytes.Archive(isDeflated: true, ("data", NpyBytes.File([.. Noise(640)], 10, 8, 8)));
        bytes[400] ^= 1; // Noise does not shrink, so this is a pixel in a stored block.
        var path = _folder.Write("flipped.npz", bytes);

        Assert.Equal(
            $"{path}: data.npy: expected a whole packed array, got damaged or missing data. Fetch the file again.",
            Assert.Throws<FlowException>(() => Formats.Open(path)).Message);
    }

    [Fact]
    public void The_check_sum_has_its_published_answer_however_the_bytes_are_cut()
    {
        Assert.Equal(0xCBF43926, Crc32.Append(0, "123456789"u8));
        Assert.Equal(0xCBF43926, Crc32.Append(Crc32.Append(0, "123"u8), "456789"u8));
        Assert.Equal(0u, Crc32.Append(0, []));
    }

    [Fact]
    public void A_length_out_of_proportion_to_the_file_is_refused_before_it_is_allocated()
    {
        var bytes = NpyBytes.Archive(isDeflated: true, ("data", NpyBytes.Counting(2, 8, 8)));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Find(bytes, "PK\u0001\u0002"u8) + 24), 2_000_000_000);
        var path = _folder.Write("boast.npz", bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("bytes can unpack to, got 2000000000.", Assert.Throws<FlowException>(() => Formats.Open(path)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Sizes_past_32_bits_are_read_from_the_large_fields()
    {
        // As a writer that does not know how much will come does it: the entry's sizes and the directory's own in 64 bits.
        var small = NpyBytes.Archive(isDeflated: false, ("data", NpyBytes.Counting(5, 8, 8)));
        var path = _folder.Write("large.npz", WithLargeFields(small));

        Assert.Equal(Formats.Open(_folder.Write("small.npz", small)).All.Batch([2]).Pixels, Formats.Open(path).All.Batch([2]).Pixels);
    }

    [RealDataFact]
    public void The_published_layout_is_read_stored_and_deflated()
    {
        foreach (var (folder, side, train, test) in ((string, int, int, int)[])[("imagenet32", 32, 800, 200), ("imagenet64", 64, 96, 32)])
        {
            var source = Formats.Open(RealDataFactAttribute.PathOf(folder));
            var splits = source.Split();

            Assert.Equal((train, test, new ImageShape(3, side, side)), (splits.Train!.Count, splits.Test.Count, source.All.Shape));

            // A photograph is smooth along its rows; a wrong stride or layout is not.
            var image = splits.Test.Batch([0]).Pixels;
            var steps = Enumerable.Range(1, side - 1).Average(x => Math.Abs(image[x] - image[x - 1]));
            Assert.InRange(steps, 0, 40);
        }
    }

    private static byte[] ImageNet(bool isDeflated, int count) => NpyBytes.Archive(
        isDeflated,
        ("data", NpyBytes.Counting(count, 192)),
        ("labels", NpyBytes.Labels(count)),
        ("mean", NpyBytes.Header("{'descr': '<f8', 'fortran_order': False, 'shape': (192,), }")));

    private static byte[] Noise(int count)
    {
        var bytes = new byte[count];
        new System.Random(5).NextBytes(bytes);
        return bytes;
    }

    private static int Find(byte[] bytes, ReadOnlySpan<byte> what) => bytes.AsSpan().IndexOf(what);

    private static byte[] WithLargeFields(byte[] archive)
    {
        var directory = Find(archive, "PK\u0001\u0002"u8);
        var end = Find(archive, "PK\u0005\u0006"u8);
        var name = BinaryPrimitives.ReadUInt16LittleEndian(archive.AsSpan(directory + 28));
        var entry = archive[directory..(directory + 46 + name)];
        var sizes = new byte[4 + 24];
        BinaryPrimitives.WriteUInt16LittleEndian(sizes, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(sizes.AsSpan(2), 24);
        foreach (var (field, at) in ((int, int)[])[(24, 4), (20, 12), (42, 20)])
        {
            BinaryPrimitives.WriteInt64LittleEndian(sizes.AsSpan(at), BinaryPrimitives.ReadUInt32LittleEndian(entry.AsSpan(field)));
            BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(field), uint.MaxValue);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(30), (ushort)sizes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(32), 0);
        var largeEnd = new byte[56];
        "PK\u0006\u0006"u8.CopyTo(largeEnd);
        BinaryPrimitives.WriteInt64LittleEndian(largeEnd.AsSpan(40), entry.Length + sizes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(largeEnd.AsSpan(48), directory);
        var locator = new byte[20];
        "PK\u0006\u0007"u8.CopyTo(locator);
        BinaryPrimitives.WriteInt64LittleEndian(locator.AsSpan(8), directory + entry.Length + sizes.Length);
        var last = archive[end..];
        BinaryPrimitives.WriteUInt32LittleEndian(last.AsSpan(12), uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(last.AsSpan(16), uint.MaxValue);
        return [.. archive[..directory], .. entry, .. sizes, .. largeEnd, .. locator, .. last];
    }
}
