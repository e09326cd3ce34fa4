using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class PictureFolderTests : IDisposable
{
    private static readonly PictureOptions AsTheyAre = new();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1L << 27)]
    [InlineData(0)]
    public void Images_come_in_ordinal_order_of_their_paths_nested_or_flat_whatever_they_are_called(long mostHeld)
    {
        // Ordinal: capitals before small letters, and / before both. The gray is the place in that order.
        string[] names = ["B.png", "a/10.PNG", "a/9.png", "a/b/x", "a/ü 字.jpg", "b.png", "Å.png"];
        foreach (var (name, i) in names.Reverse().Select((name, i) => (name, names.Length - 1 - i)))
        {
            Write(name, PngBytes.OfGray(4, 6, (y, x) => (30 * i) + y + x));
        }

        foreach (var hidden in new[] { ".hidden.png", ".git/x.png", "a/.b/x.png", "a/._9.png" })
        {
            Write(hidden, PngBytes.OfGray(1, 1, (_, _) => 255));
        }

        var set = PictureFolder.Open(_folder.Path, AsTheyAre, memory: new MemoryBudget(mostHeld, mostHeld));
        Assert.Empty(set.Problems);
        Assert.Equal((7, new ImageShape(1, 4, 6)), (set.Count, set.Shape));
        var batch = set.Batch([6, 0, 3, 3]);
        Assert.Equal([6, 0, 3, 3], batch.Ids);
        Assert.Equal([180, 0, 90, 90], Enumerable.Range(0, 4).Select(n => (int)batch.Image(n)[0]));
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (byte)(90 + (i / 6) + (i % 6))), batch.Image(2).ToArray());
        Assert.Contains("0..7, got 7", Assert.Throws<ShapeException>(() => set.Id(7)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => set.Read([0], new byte[23]));
    }

    [Theory]
    [InlineData(16, 32)]
    [InlineData(32, 16)]
    public void A_red_left_half_is_red_and_left_in_the_batch(int height, int width)
    {
        Write("a.png", PngBytes.OfColour(height, width, (_, x) => x < width / 2 ? (250, 10, 20) : (10, 20, 120)));
        var set = PictureFolder.Open(_folder.Path, AsTheyAre);
        Assert.Equal(new ImageShape(3, height, width), set.Shape);
        var image = set.Batch([0]).Image(0);
        foreach (var (channel, row, column) in Each.Of(3, height, width))
        {
            int[] colour = column < width / 2 ? [250, 10, 20] : [10, 20, 120];
            Assert.Equal(colour[channel], image[(((channel * height) + row) * width) + column]);
        }
    }

    [Fact]
    public void Pictures_of_every_kind_make_one_set()
    {
        Write("1-gray1.png", PngBytes.Of(2, 2, PngBytes.Gray, 1, (y, x) => [y ^ x]));
        Write("2-gray8.png", PngBytes.OfGray(2, 2, (_, _) => 100));
        Write("3-gray16.png", PngBytes.Of(2, 2, PngBytes.Gray, 16, (_, _) => [0x64FF]));
        Write("4-la.png", PngBytes.Of(2, 2, PngBytes.GrayAlpha, 8, (_, _) => [100, 51]));
        Write("5-palette.png", PngBytes.Of(2, 2, PngBytes.Palette, 1, (_, x) => [x], [1, 2, 3, 4, 5, 6]));
        Write("6-rgb.png", PngBytes.OfColour(2, 2, (_, _) => (200, 100, 50)));
        Write("7-rgba.png", PngBytes.Of(2, 2, PngBytes.ColourAlpha, 8, (y, _) => [200, 100, 50, 255 * y]));
        Write("8-rgb16.png", PngBytes.Of(2, 2, PngBytes.Colour, 16, (_, _) => [0xC800, 0x6480, 0x32FF]));

        var colour = PictureFolder.Open(_folder.Path, AsTheyAre);
        Assert.Equal((8, new ImageShape(3, 2, 2)), (colour.Count, colour.Shape));
        int[][] expected =
        [
            [0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0],
            [.. Enumerable.Repeat(100, 12)],
            [.. Enumerable.Repeat(100, 12)],
            [.. Enumerable.Repeat(224, 12)],
            [1, 4, 1, 4, 2, 5, 2, 5, 3, 6, 3, 6],
            [200, 200, 200, 200, 100, 100, 100, 100, 50, 50, 50, 50],
            [255, 255, 200, 200, 255, 255, 100, 100, 255, 255, 50, 50],
            [200, 200, 200, 200, 100, 100, 100, 100, 50, 50, 50, 50],
        ];
        for (var n = 0; n < expected.Length; n++)
        {
            Assert.Equal(expected[n], colour.Batch([n]).Pixels.Select(pixel => (int)pixel));
        }

        (string, PictureProblemKind)[] said =
        [
            ("3-gray16.png", PictureProblemKind.SixteenBit),
            ("4-la.png", PictureProblemKind.Alpha),
            ("7-rgba.png", PictureProblemKind.Alpha),
            ("8-rgb16.png", PictureProblemKind.SixteenBit),
        ];
        Assert.Equal(said, colour.Problems.Select(problem => (problem.Path, problem.Kind)));
        Assert.DoesNotContain(colour.Problems, problem => problem.IsFault);

        var gray = PictureFolder.Open(_folder.Path, AsTheyAre with { Channels = 1 });
        Assert.Equal(new ImageShape(1, 2, 2), gray.Shape);
        var luma = (int)Math.Round((0.299 * 200) + (0.587 * 100) + (0.114 * 50));
        Assert.Equal([255, 255, luma, luma], gray.Batch([6]).Pixels.Select(pixel => (int)pixel));
    }

    [Theory]
    [InlineData(1L << 27)]
    [InlineData(0)]
    public void Pictures_are_cropped_and_resampled_to_one_size(long mostHeld)
    {
        Write("tall.png", PngBytes.OfGray(8, 4, (y, x) => y is >= 2 and < 6 ? (x < 2 ? 10 : 30) : 200));
        Write("wide.png", PngBytes.OfColour(2, 6, (_, x) => x is >= 2 and < 4 ? (40, 80, 120) : (0, 0, 0)));
        var set = PictureFolder.Open(
            _folder.Path, new PictureOptions { ImageSize = new(1, 1), Crop = PictureCrop.Center }, memory: new MemoryBudget(mostHeld, mostHeld));
        Assert.Equal(new ImageShape(3, 1, 1), set.Shape);
        Assert.Equal([20, 20, 20, 40, 80, 120], set.Batch([0, 1]).Pixels.Select(pixel => (int)pixel));

        var stretched = PictureFolder.Open(_folder.Path, new PictureOptions { ImageSize = new(4, 2), Channels = 1 }, memory: new MemoryBudget(mostHeld, mostHeld));
        Assert.Equal([200, 200, 10, 30, 10, 30, 200, 200], stretched.Batch([0]).Pixels.Select(pixel => (int)pixel));
    }

    [Fact]
    public void Pictures_too_large_to_decode_at_once_are_decoded_once_when_their_images_are_small()
    {
        const int Count = 12;
        var size = new PictureOptions { ImageSize = new(2, 2) };
        for (var i = 0; i < Count; i++)
        {
            Write($"{i:d2}.png", PngBytes.OfGray(64, 64, (_, _) => 20 * i));
        }

        var lazy = PictureFolder.Open(_folder.Path, size, strict: false, memory: null, (64 * 64 * Count) - 1);
        var never = PictureFolder.Open(_folder.Path, size, memory: new MemoryBudget((4 * Count) - 1, 0));
        Assert.Equal(lazy.Batch([1]).Pixels, never.Batch([1]).Pixels);
        Parallel.For(0, 200, i => Assert.Equal(Enumerable.Repeat((byte)(20 * (i % 11)), 4), lazy.Batch([i % 11]).Pixels));

        // The last has not been asked for.
        for (var i = 0; i < Count; i++)
        {
            _folder.Write($"{i:d2}.png", [0]);
        }

        Parallel.For(0, 200, i => Assert.Equal(Enumerable.Repeat((byte)(20 * (i % 11)), 4), lazy.Batch([i % 11]).Pixels));
        Assert.Throws<UnreadableImageException>(() => lazy.Batch([11]));
        Assert.Throws<UnreadableImageException>(() => never.Batch([1]));
    }

    [Fact]
    public void A_small_folder_that_looks_large_at_first_is_held_as_well_and_grays_among_colours_are_gray()
    {
        const int Count = 6;
        var size = new PictureOptions { ImageSize = new(2, 2) };
        for (var i = 0; i < Count; i++)
        {
            var side = i == 0 ? 64 : 4;
            Write($"{i}.png", i % 2 == 0
                ? PngBytes.OfColour(side, side, (y, x) => (y, y, y))
                : PngBytes.OfColour(side, side, (y, x) => (y, x, 9 * i)));
        }

        var pixels = (64 * 64) + ((Count - 1) * 16);
        var never = PictureFolder.Open(_folder.Path, size, memory: new MemoryBudget(0, 0));
        var expected = TestImages.All(never).Pixels;
        var (once, late) = (Open(Count * pixels), Open(pixels));
        for (var i = 0; i < Count; i++)
        {
            _folder.Write($"{i}.png", [0]);
        }

        Assert.Equal(new ImageShape(3, 2, 2), once.Shape);
        Assert.Equal(expected, TestImages.All(once).Pixels);
        Assert.Equal(expected, TestImages.All(late).Pixels);

        PictureFolder Open(long mostDecoded) => PictureFolder.Open(_folder.Path, size, strict: false, memory: null, mostDecoded);
    }

    [RealDataFact]
    public void Real_pictures_of_mixed_kinds_make_one_set()
    {
        var folder = RealDataFactAttribute.PathOf("images");
        foreach (var channels in new int?[] { null, 1, 3 })
        {
            var set = PictureFolder.Open(folder, new PictureOptions { ImageSize = new(32, 32), Crop = PictureCrop.Center, Channels = channels });
            Assert.Equal((33, new ImageShape(channels ?? 3, 32, 32)), (set.Count, set.Shape));
            var tiff = Assert.Single(set.Problems, problem => problem.IsFault);
            Assert.Equal("science/ihc.tif", tiff.Path);
            Assert.EndsWith("ihc.tif: expected a PNG, JPEG, WebP, BMP or GIF picture, got TIFF. Convert it to PNG.", tiff.Line, StringComparison.Ordinal);
            Assert.Equal(33 * set.Shape.Dimensions, TestImages.All(set).Pixels.Length);
        }
    }

    private void Write(string name, byte[] file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.PathOf(name))!);
        _folder.Write(name, file);
    }
}
