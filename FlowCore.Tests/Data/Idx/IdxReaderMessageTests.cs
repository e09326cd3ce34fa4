using FlowCore.Data.Idx;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data.Idx;

public sealed class IdxReaderMessageTests : IDisposable
{
    private const string Magic = "the IDX magic 0x00000803 (bytes [N, H, W]) or 0x00000804 (bytes [N, C, H, W])";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[], string> Damaged => new()
    {
        {
            "empty", [],
            "expected an IDX file of images, got an empty file, a pipe or a device. Give a regular file with something in it."
        },
        {
            "three bytes", [0, 0, 8],
            "expected an IDX header of at least 4 bytes, got 3 bytes. The file is cut short; fetch it again."
        },
        {
            "cut header", IdxBytes.Grey(1)[..10],
            "expected an IDX header of at least 16 bytes, got 10 bytes. The file is cut short; fetch it again."
        },
        {
            "labels", IdxBytes.File(0x0801, [3], 3),
            $"expected {Magic}, got 0x00000801. This is a file of labels; give the one of images."
        },
        {
            "floats", IdxBytes.File(0x0D03, [1, 1, 1], 4),
            $"expected {Magic}, got 0x00000D03. Give an IDX file of images, plain or gzip."
        },
        {
            "png", [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10],
            $"expected {Magic}, got 0x89504E47. Give an IDX file of images, plain or gzip."
        },
        {
            "little-endian", [3, 8, 0, 0, 1, 0, 0, 0],
            $"expected {Magic}, got 0x03080000. Give an IDX file of images, plain or gzip."
        },
        {
            "no images", IdxBytes.File(0x0803, [0, 28, 28], 0),
            "expected dimensions of 1 or more, got [0, 28, 28]. The header is damaged; fetch the file again."
        },
        {
            "no rows, absurd columns", IdxBytes.File(0x0804, [4294967295, 4294967295, 0, 4294967295], 0),
            "expected dimensions of 1 or more, got [4294967295, 4294967295, 0, 4294967295]. "
                + "The header is damaged; fetch the file again."
        },
        {
            "product that wraps to 0 in 64 bits", IdxBytes.File(0x0804, [65536, 65536, 65536, 65536], 0),
            "expected at most 2147483647 images of at most 2147483591 pixels, got [65536, 65536, 65536, 65536]. The header is damaged."
        },
        {
            "more pixels than an array holds, packed", IdxBytes.Gzip(IdxBytes.File(0x0803, [65536, 256, 256], 0)),
            "expected at most 2147483591 pixels, got [65536, 256, 256]. The header is damaged, or the file must be split."
        },
        {
            "half", IdxBytes.Grey(4)[..28],
            "expected 40 bytes (4 images of 1×2×3 after 16 bytes of header), got 28 bytes. "
                + "The file is cut short; fetch it again."
        },
        {
            "one byte more", [.. IdxBytes.Grey(4), 0],
            "expected 40 bytes (4 images of 1×2×3 after 16 bytes of header), got 41 bytes. "
                + "The header or the end is damaged; fetch the file again."
        },
        {
            "half, packed", IdxBytes.Gzip(IdxBytes.Grey(4)[..28]),
            "expected 40 bytes (4 images of 1×2×3 after 16 bytes of header), got 28 bytes. "
                + "The file is cut short; fetch it again."
        },
        {
            "one byte more, packed", IdxBytes.Gzip([.. IdxBytes.Grey(4), 0]),
            "expected 40 bytes (4 images of 1×2×3 after 16 bytes of header), got 41 bytes or more. "
                + "The header or the end is damaged; fetch the file again."
        },
        {
            "cut gzip", IdxBytes.GzipWithoutEnd(IdxBytes.Grey(50))[..^191],
            "expected 316 bytes (50 images of 1×2×3 after 16 bytes of header), got 125 bytes. "
                + "The file is cut short; fetch it again."
        },
        {
            "gzip without its check sum", IdxBytes.GzipWithoutEnd(IdxBytes.Grey(50)),
            "expected gzip data that ends with its length 316, got 724183336. "
                + "The file is cut short or has several parts; pack it anew."
        },
        {
            "gzip with a wrong check sum", Flip(IdxBytes.Gzip(IdxBytes.Grey(50)), ^6),
            "expected a whole gzip file, got damaged or missing data. Fetch the file again."
        },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_damaged_file_is_one_line_with_its_name(string what, byte[] bytes, string line)
    {
        var path = _folder.Write(what, bytes);

        Assert.Equal($"{path}: {line}", Assert.Throws<FlowException>(() => IdxReader.Read(path)).Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = _folder.PathOf("absent/images.gz");

        Assert.Equal(
            $"{path}: expected an IDX file of images, got no such file. Check the path.",
            Assert.Throws<FlowException>(() => IdxReader.Read(path)).Message);
    }

    [Fact]
    public void A_folder_is_not_a_file() => Assert.Equal(
        $"{_folder.Path}: expected an IDX file of images, got a folder. Give the path of a file.",
        Assert.Throws<FlowException>(() => IdxReader.Read(_folder.Path)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_text_that_is_no_path_is_one_line(string path) =>
        Assert.EndsWith("got not a path. Check the path.", Assert.Throws<FlowException>(() => IdxReader.Read(path)).Message);

    [Fact]
    public void A_header_of_gigabytes_costs_no_gigabytes()
    {
        var path = _folder.Write("boast.gz", IdxBytes.Gzip(IdxBytes.File(0x0803, [2_000_000, 32, 32], 100)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<FlowException>(() => IdxReader.Read(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    private static byte[] Flip(byte[] bytes, Index at)
    {
        bytes[at] ^= 0x10;
        return bytes;
    }
}
