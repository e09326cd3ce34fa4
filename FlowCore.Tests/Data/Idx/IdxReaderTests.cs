using FlowCore.Data;
using FlowCore.Data.Idx;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data.Idx;

public sealed class IdxReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Three_dimensions_are_grey_images_in_row_major_order()
    {
        byte[] file =
        [
            0, 0, 8, 3, /* N */ 0, 0, 0, 2, /* H */ 0, 0, 0, 1, /* W */ 0, 0, 0, 3,
            10, 11, 12,
            20, 21, 255,
        ];

        var set = IdxReader.Read(_folder.Write("two", file));

        Assert.Equal(new ImageShape(1, 1, 3), set.Shape);
        var batch = set.Batch([1, 0]);
        Assert.Equal([20, 21, 255, 10, 11, 12], batch.Pixels);
        Assert.Equal([1, 0], batch.Ids);
    }

    [Fact]
    public void Four_dimensions_are_planes_of_channels()
    {
        byte[] file =
        [
            0, 0, 8, 4, /* N */ 0, 0, 0, 1, /* C */ 0, 0, 0, 3, /* H */ 0, 0, 0, 2, /* W */ 0, 0, 0, 1,
            /* red */ 1, 2, /* green */ 3, 4, /* blue */ 5, 6,
        ];

        var set = IdxReader.Read(_folder.Write("colour", file));

        Assert.Equal(new ImageShape(3, 2, 1), set.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], set.Batch([0]).Pixels);
    }

    [Fact]
    public void Gzip_is_told_by_the_first_bytes_and_not_by_the_name()
    {
        var plain = IdxBytes.Grey(4);

        var packed = IdxReader.Read(_folder.Write("images.idx", IdxBytes.Gzip(plain)));
        var unpacked = IdxReader.Read(_folder.Write("images.gz", plain));

        Assert.Equal(4, packed.Count);
        Assert.Equal(unpacked.Batch([0, 1, 2, 3]).Pixels, packed.Batch([0, 1, 2, 3]).Pixels);
    }

    [Fact]
    public void More_pixels_than_the_first_chunk_are_read_whole()
    {
        var plain = IdxBytes.Grey(3, 1024, 1025);

        var set = IdxReader.Read(_folder.Write("large.gz", IdxBytes.Gzip(plain)));

        Assert.Equal(plain[16..], set.Batch([0, 1, 2]).Pixels);
    }

    [Fact]
    public void A_stream_is_read_from_where_it_stands_and_left_open()
    {
        using var stream = new MemoryStream([9, 9, .. IdxBytes.Grey(2)]) { Position = 2 };

        Assert.Equal(2, IdxReader.Read(stream, "memory").Count);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void A_stream_that_fails_is_one_line()
    {
        using var stream = new BrokenStream();

        Assert.Equal(
            "disk: expected an IDX file of images, got Input/output error. Check the disk and try again.",
            Assert.Throws<FlowException>(() => IdxReader.Read(stream, "disk")).Message);
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new IOException("Input/output error");
    }
}
