using FlowCore.Data;
using FlowCore.Data.Files;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data.Files;

public sealed class FileImageSetTests : IDisposable
{
    private const int Offset = 5;
    private const int Gap = 3;

    private static readonly ImageShape Shape = new(2, 2, 3);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_are_read_where_they_lie_in_any_order(bool isInterleaved)
    {
        var set = Open(count: 9, isInterleaved, memory: 0);

        Assert.IsType<FileImageSet>(set);
        int[] indices = [4, 5, 6, 0, 8, 8, 7];
        Assert.Equal([.. indices.SelectMany(index => Planes(index, isInterleaved))], set.Batch(indices).Pixels);
        Assert.Equal(indices, set.Batch(indices).Ids);
        (set as IDisposable)!.Dispose();
    }

    [Fact]
    public void What_fits_is_held_and_its_file_closed()
    {
        var set = Open(count: 9, isInterleaved: true, memory: 9 * 12);
        File.Delete(_folder.PathOf("images"));

        Assert.IsType<InMemoryImageSet>(set);
        Assert.Equal(Planes(7, isInterleaved: true), set.Batch([7]).Pixels);
    }

    [Fact]
    public void Runs_longer_than_a_block_are_read_whole()
    {
        var pixels = new byte[3 * 700 * 1000];
        new System.Random(1).NextBytes(pixels);
        var layout = new PixelLayout(new ImageShape(1, 700, 1000), 3, Offset: 0, Stride: 700_000);
        using var set = (FileImageSet)FileImageSet.Open("large", _folder.Write("large", pixels), layout, new MemoryBudget(0, 0));

        Assert.Equal(pixels, set.Batch([0, 1, 2]).Pixels);
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_open_is_one_line()
    {
        var set = Open(count: 9, isInterleaved: false, memory: 0);
        using (var file = new FileStream(_folder.PathOf("images"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(40);
        }

        Assert.Equal(
            "set: expected 12 bytes at 125, got 0. The file is cut short, or it changed while it was read; fetch it again.",
            Assert.Throws<FlowException>(() => set.Batch([8])).Message);
        (set as IDisposable)!.Dispose();
    }

    [Fact]
    public void Threads_may_read_at_once()
    {
        using var set = (FileImageSet)Open(count: 200, isInterleaved: true, memory: 0);

        Parallel.For(0, 2000, i => Assert.Equal(Planes(i % 200, isInterleaved: true), set.Batch([i % 200]).Pixels));
    }

    [Fact]
    public void Indices_and_room_are_checked()
    {
        using var set = (FileImageSet)Open(count: 9, isInterleaved: false, memory: 0);

        Assert.Equal("set: expected an index inside 0..9, got 9.", Assert.Throws<ShapeException>(() => set.Batch([9])).Message);
        Assert.Equal("set: expected an index inside 0..9, got -1.", Assert.Throws<ShapeException>(() => set.Read([-1], new byte[12])).Message);
        Assert.Equal(
            "set.Read of 1 images: expected 12 pixels, got 11.",
            Assert.Throws<ShapeException>(() => set.Read([1], new byte[11])).Message);
    }

    /// <summary>A file of images with bytes before them and between them: byte k of image n is <c>(n + 7·k) mod 256</c>.</summary>
    private IImageSet Open(int count, bool isInterleaved, long memory)
    {
        var stride = Shape.Dimensions + Gap;
        var bytes = new byte[Offset + (count * stride)];
        for (var n = 0; n < count; n++)
        {
            Stored(n).CopyTo(bytes.AsSpan(Offset + (n * stride)));
        }

        var path = _folder.Write("images", bytes);
        return FileImageSet.Open("set", path, new PixelLayout(Shape, count, Offset, stride, isInterleaved), new MemoryBudget(memory, memory));
    }

    private static byte[] Stored(int n) => [.. Enumerable.Range(0, Shape.Dimensions).Select(k => (byte)(n + (7 * k)))];

    private static byte[] Planes(int n, bool isInterleaved)
    {
        var stored = Stored(n);
        return isInterleaved
            ? [.. Each.Of(Shape.Channels, Shape.Plane).Select(at => stored[(at.B * Shape.Channels) + at.A])]
            : stored;
    }
}
