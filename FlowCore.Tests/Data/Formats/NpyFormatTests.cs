using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data.Formats;

public sealed class NpyFormatTests : IDisposable
{
    private static readonly DataFormats Formats = new(DataFormats.Arrays);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[], string> Refused => new()
    {
        {
            "floats", NpyBytes.Header("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 8, 8), }"),
            "expected bytes, type '|u1', got '<f4'. Scale the numbers to 0…255 and save array.astype('uint8')."
        },
        {
            "objects", NpyBytes.Header("{'descr': '|O', 'fortran_order': False, 'shape': (2, 8, 8), }"),
            "expected bytes, type '|u1', got '|O'. Scale the numbers to 0…255 and save array.astype('uint8')."
        },
        {
            "records", NpyBytes.Header("{'descr': [('r', '|u1'), ('g', '|u1')], 'fortran_order': False, 'shape': (2, 8, 8), }"),
            "expected bytes, type '|u1', got 'a record type'. Scale the numbers to 0…255 and save array.astype('uint8')."
        },
        {
            "Fortran", NpyBytes.Header("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 8, 8), }"),
            "expected an array in C order, got one in Fortran order. Save numpy.ascontiguousarray(array)."
        },
        {
            "one dimension", NpyBytes.Counting(64),
            "expected images [N, H, W], [N, H, W, C], [N, C, H, W] or [N, C·S·S], got [64]. Reshape the array and save it again."
        },
        {
            "five dimensions", NpyBytes.Counting(1, 2, 2, 2, 2),
            "expected images [N, H, W], [N, H, W, C], [N, C, H, W] or [N, C·S·S], got [1, 2, 2, 2, 2]. "
                + "Reshape the array and save it again."
        },
        {
            "rows of no square", NpyBytes.Counting(2, 7),
            "expected rows of 3·S·S or S·S bytes, got [2, 7]. Reshape the array to [N, C, H, W] and save it again."
        },
        {
            "either order", NpyBytes.Counting(2, 3, 8, 4),
            "expected 1 to 4 channels either before or after height and width, got [2, 3, 8, 4]. "
                + "Say with DataOptions.Format numpy-nchw or numpy-nhwc which it is."
        },
        {
            "neither order", NpyBytes.Counting(2, 5, 8, 8),
            "expected 1 to 4 channels either before or after height and width, got [2, 5, 8, 8]. "
                + "Say with DataOptions.Format numpy-nchw or numpy-nhwc which it is."
        },
        {
            "no images", NpyBytes.Counting(0, 8, 8),
            "expected extents of 1 or more that can be counted, got [0, 8, 8]. The file is damaged or empty; save it anew."
        },
        {
            "absurd extents", NpyBytes.Header("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2147483647, 2147483647), }"),
            "expected extents of 1 or more that can be counted, got [2, 2147483647, 2147483647]. "
                + "The file is damaged or empty; save it anew."
        },
        {
            "half", NpyBytes.Counting(2, 8, 8)[..^64],
            "expected 256 bytes (2 images of 1×8×8 after 128 bytes of header), got 192 bytes. The file is cut short; fetch it again."
        },
        {
            "one byte more", [.. NpyBytes.Counting(2, 8, 8), 0],
            "expected 256 bytes (2 images of 1×8×8 after 128 bytes of header), got 257 bytes. "
                + "The header or the end is damaged; fetch it again."
        },
        {
            "version 4", NpyBytes.Header("{}", version: 4),
            "expected version 1, 2 or 3 of the .npy format, got 4. Save it with numpy.save."
        },
        {
            "no dictionary", NpyBytes.Header("[]"),
            "expected a header with 'descr', 'fortran_order' and 'shape', got '[]'. The file is damaged; save it anew."
        },
        {
            "a header of gigabytes", [0x93, .. "NUMPY"u8, 2, 0, 0, 0, 0, 0x7F, .. new byte[32]],
            "expected a header of at most 65536 bytes, got 2130706432. The file is damaged; save it anew."
        },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void One_picture_without_a_batch_axis_is_refused_until_the_order_is_said(int channels)
    {
        var path = _folder.Write("a", NpyBytes.Counting(8, 6, channels));

        Assert.Equal(
            $"{path}: expected images [N, H, W] or [N, H, W, C], got [8, 6, {channels}], which may be one picture "
                + $"[H, W, {channels}]. If it is, save array[None] or say DataOptions.Format numpy-nhwc; DataOptions.Format numpy-nchw takes it as "
                + "gray images.",
            Assert.Throws<FlowException>(() => Formats.Open(path)).Message);
        var one = Formats.Open(path, new DataOptions { Format = "numpy-nhwc" }).All;
        Assert.Equal((1, new ImageShape(channels, 8, 6)), (one.Count, one.Shape));
        Assert.Equal([0, (byte)channels, (byte)(2 * channels)], one.Batch([0]).Pixels[..3]);
        var gray = Formats.Open(path, new DataOptions { Format = "numpy-nchw" }).All;
        Assert.Equal((8, new ImageShape(1, 6, channels)), (gray.Count, gray.Shape));
    }

    [Theory]
    [InlineData(3, 24, 30)]
    [InlineData(4, 24, 30)]
    [InlineData(3, 24, 48)]
    public void One_picture_in_planes_without_a_batch_axis_is_refused_until_the_order_is_said(int channels, int height, int width)
    {
        var path = _folder.Write("a", NpyBytes.Counting(channels, height, width));
        Assert.Equal(
            $"{path}: expected images [N, H, W] or [N, H, W, C], got [{channels}, {height}, {width}], which may be one picture "
                + $"[{channels}, H, W]. If it is, save array[None] or say DataOptions.Format numpy-nchw; DataOptions.Format numpy-nhwc takes it as "
                + "gray images.",
            Assert.Throws<FlowException>(() => Formats.Open(path)).Message);
        var one = Formats.Open(path, new DataOptions { Format = "numpy-nchw" }).All;
        Assert.Equal((1, new ImageShape(channels, height, width)), (one.Count, one.Shape));
        Assert.Equal(Bytes(0, channels * height * width), one.Batch([0]).Pixels);
        var gray = Formats.Open(path, new DataOptions { Format = "numpy-nhwc" }).All;
        Assert.Equal((channels, new ImageShape(1, height, width)), (gray.Count, gray.Shape));
    }

    [Theory]
    [InlineData(64, 64, 1, 8)]
    [InlineData(48, 36, 1, 6)]
    [InlineData(75, 108, 3, 6)]
    [InlineData(128, 64, 1, 8)]
    [InlineData(32, 64, 1, 8)]
    [InlineData(500, 784, 1, 28)]
    public void One_gray_picture_is_not_taken_for_rows_that_are_images_until_that_is_said(int height, int width, int channels, int side)
    {
        var path = _folder.Write("a", NpyBytes.Counting(height, width));
        foreach (var data in new[] { path, _folder.Write("a.npz", NpyBytes.Archive(false, ("data", NpyBytes.Counting(height, width)))) })
        {
            Assert.EndsWith(
                $": expected images [N, S·S] or [N, 3·S·S], got [{height}, {width}], which may be one picture [H, W]. "
                    + "If it is, save array[None]; DataOptions.Format numpy-nchw takes it as rows that are images.",
                Assert.Throws<FlowException>(() => Formats.Open(data)).Message,
                StringComparison.Ordinal);
            foreach (var order in new[] { "numpy-nchw", "numpy-nhwc" })
            {
                var rows = Formats.Open(data, new DataOptions { Format = order }).All;
                Assert.Equal((height, new ImageShape(channels, side, side)), (rows.Count, rows.Shape));
            }
        }

        // What the line advises.
        var one = Formats.Open(_folder.Write("b", NpyBytes.Counting(1, height, width))).All;
        Assert.Equal((1, new ImageShape(1, height, width)), (one.Count, one.Shape));
    }

    [Theory]
    [InlineData(10, 784)]
    [InlineData(10, 3072)]
    [InlineData(1600, 784)]
    [InlineData(1, 64)]
    public void Rows_in_numbers_that_no_picture_has_are_images(int count, int length)
    {
        var rows = Formats.Open(_folder.Write("a", NpyBytes.Counting(count, length))).All;
        Assert.Equal((count, length), (rows.Count, rows.Shape.Dimensions));
    }

    [Theory]
    [InlineData(1, 8, 6, 5, 8, 6)]
    [InlineData(1, 8, 6, 5, 1, 8, 6)]
    [InlineData(3, 8, 6, 5, 3, 8, 6)]
    [InlineData(2, 8, 6, 5, 2, 8, 6)]
    [InlineData(4, 16, 32, 5, 4, 16, 32)]
    [InlineData(3, 8, 8, 5, 192)]
    [InlineData(1, 8, 8, 5, 64)]
    public void Planes_keep_the_order_of_the_file(int channels, int height, int width, params int[] shape)
    {
        var path = _folder.Write("a", NpyBytes.Counting(shape));
        foreach (var set in InMemoryAndNot(path))
        {
            var images = set.Batch([4, 1]);

            Assert.Equal((5, new ImageShape(channels, height, width)), (set.Count, images.Shape));
            var size = channels * height * width;
            Assert.Equal([.. Bytes(4 * size, size), .. Bytes(size, size)], images.Pixels);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Channels_that_are_last_become_planes(int channels)
    {
        const int Height = 16;
        const int Width = 32;
        var path = _folder.Write("a", NpyBytes.Counting(3, Height, Width, channels));
        foreach (var set in InMemoryAndNot(path))
        {
            var image = set.Batch([1]);

            Assert.Equal(new ImageShape(channels, Height, Width), image.Shape);
            foreach (var (c, y, x) in Each.Of(channels, Height, Width))
            {
                var expected = (byte)((((((1 * Height) + y) * Width) + x) * channels) + c);
                Assert.Equal(expected, image.Pixels[(((c * Height) + y) * Width) + x]);
            }
        }
    }

    [Fact]
    public void The_order_can_be_said_where_it_cannot_be_told()
    {
        var path = _folder.Write("a", NpyBytes.Counting(2, 5, 8, 6));

        Assert.Equal(new ImageShape(5, 8, 6), Formats.Open(path, new DataOptions { Format = "numpy-nchw" }).All.Shape);
        Assert.Equal(new ImageShape(6, 5, 8), Formats.Open(path, new DataOptions { Format = "numpy-nhwc" }).All.Shape);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_not_images_is_one_line(string what, byte[] bytes, string line)
    {
        var path = _folder.Write(what, bytes);

        Assert.Equal($"{path}: {line}", Assert.Throws<FlowException>(() => Formats.Open(path)).Message);
    }

    [Fact]
    public void Another_beginning_under_NumPys_names_is_refused_with_the_right_one()
    {
        var array = _folder.Write("images.npy", [1, 2, 3, 4, 5, 6, 7, 8]);
        var archive = _folder.Write("images.npz", [1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Equal(
            $"{array}: expected an array that begins with \\x93NUMPY, got 0x0102030405060708. Save it with numpy.save.",
            Assert.Throws<FlowException>(() => Formats.Open(array)).Message);
        Assert.Equal(
            $"{archive}: expected a whole zip archive, got no directory at its end. The file is cut short or damaged; fetch it again.",
            Assert.Throws<FlowException>(() => Formats.Open(archive)).Message);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Later_versions_of_the_format_are_read(byte version)
    {
        var header = NpyBytes.Header("{'shape': (2L, 2, 2), 'fortran_order': False, 'descr': '|u1'}", version);

        Assert.Equal([5, 6, 7, 8], Formats.Open(_folder.Write("a", [.. header, 1, 2, 3, 4, 5, 6, 7, 8])).All.Batch([1]).Pixels);
    }

    private static IEnumerable<IImageSet> InMemoryAndNot(string path) =>
        [Formats.Open(path).All, Formats.Open(path, new DataOptions { Memory = new MemoryBudget(0, 0) }).All];

    private static byte[] Bytes(int from, int count) => [.. Enumerable.Range(from, count).Select(value => (byte)value)];
}
