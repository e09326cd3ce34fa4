using System.Diagnostics;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Imaging;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class PictureProblemTests : IDisposable
{
    private static readonly PictureOptions AsTheyAre = new();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_that_cannot_be_read_are_named_and_left_out()
    {
        var whole = Gray(4, 4);
        Write("ok.png", whole);
        Write("truncated.png", whole[..^30]);
        Write("page.png", "<html>404</html>"u8.ToArray());
        Write("empty.jpg", []);
        Write("scan.tif", [.. "II*\0"u8, 8, 0, 0, 0]);
        Write("notes.txt", "of no use"u8.ToArray());
        Write("labels.csv", "1,2"u8.ToArray());
        var set = PictureFolder.Open(_folder.Path, AsTheyAre);
        Assert.Equal((1, new ImageShape(1, 4, 4)), (set.Count, set.Shape));
        (string, PictureProblemKind, string)[] expected =
        [
            ("empty.jpg", PictureProblemKind.Unreadable, "got an empty file"),
            ("labels.csv", PictureProblemKind.NotAPicture, "got text. "),
            ("notes.txt", PictureProblemKind.NotAPicture, "got text. "),
            ("page.png", PictureProblemKind.Unreadable, "got HTML, XML or SVG. "),
            ("scan.tif", PictureProblemKind.Unreadable, "got TIFF. Convert it to PNG."),
            ("truncated.png", PictureProblemKind.Unreadable, "got one that is cut short. "),
        ];
        Assert.Equal(expected.Select(e => (e.Item1, e.Item2)), set.Problems.Select(problem => (problem.Path, problem.Kind)));
        foreach (var ((path, _, got), problem) in Numbers.Pairs(expected, set.Problems))
        {
            Assert.StartsWith($"{_folder.PathOf(path)}: expected ", problem.Line, StringComparison.Ordinal);
            Assert.Contains(got, problem.Line, StringComparison.Ordinal);
        }

        var strict = Assert.Throws<FlowException>(() => PictureFolder.Open(_folder.Path, AsTheyAre, strict: true));
        Assert.Equal($"{set.Problems[0].Line} It is the first of 4 such files.", strict.Message);
    }

    [Fact]
    public void Files_that_are_no_pictures_do_not_trouble_a_strict_reading()
    {
        Write("a.png", Gray(4, 4));
        Write("notes.txt", "of no use"u8.ToArray());
        Assert.Equal(1, PictureFolder.Open(_folder.Path, AsTheyAre, strict: true).Count);
    }

    [Fact]
    public void A_folder_without_a_picture_is_one_line()
    {
        Assert.Equal(
            $"{_folder.Path}: expected a folder with PNG, JPEG, WebP, BMP or GIF pictures, got no files. Check the path.",
            Refusal(AsTheyAre));
        Write("a.png", Gray(4, 4)[..^30]);
        Write("b.txt", "of no use"u8.ToArray());
        Assert.StartsWith(
            $"{_folder.Path}: expected a folder with PNG, JPEG, WebP, BMP or GIF pictures, got 2 files of which none can be used. "
                + $"The first is {_folder.PathOf("a.png")}: expected a whole PNG file, got one that is cut short.",
            Refusal(AsTheyAre),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_size_than_most_pictures_have_is_refused_with_the_first_file_and_the_remedy()
    {
        Write("a.png", Gray(5, 4));
        Write("b.png", Gray(4, 4));
        Write("c.png", Gray(4, 4));
        Write("d.png", Gray(9, 9));
        Assert.Equal(
            $"{_folder.PathOf("a.png")}: expected 4×4 like 2 of 4 pictures, got 5×4. Bring all to one size with PictureOptions.ImageSize.",
            Refusal(AsTheyAre));
        var scan = PictureScan.Of(_folder.Path, AsTheyAre);
        Assert.Equal(["a.png", "d.png"], scan.Problems.Where(problem => problem.Kind == PictureProblemKind.OddSized).Select(p => p.Path));
        Assert.Equal(new ImageShape(1, 4, 4), scan.Shape);
    }

    [Fact]
    public void A_picture_smaller_than_the_crop_is_left_out_named_and_counted_unless_strict()
    {
        Write("a.png", Gray(5, 4));
        Write("b.png", Gray(4, 4));
        Write("c.jpg", [0xFF, 0xD8, 0xFF]);
        Write("d.png", Gray(9, 9));
        Write("e.png", Gray(5, 3));
        foreach (var size in new PictureSize?[] { null, new(2, 2) })
        {
            var crop = AsTheyAre with { Crop = PictureCrop.To(new(5, 4)), ImageSize = size };
            var set = PictureFolder.Open(_folder.Path, crop);
            Assert.Equal((2, size ?? new(5, 4)), (set.Count, new PictureSize(set.Shape.Height, set.Shape.Width)));
            Assert.Equal(["b.png", "c.jpg", "e.png"], set.Problems.Where(problem => problem.IsFault).Select(problem => problem.Path));
            Assert.Equal(PictureProblemKind.TooSmall, set.Problems[0].Kind);
            Assert.Equal(
                $"{_folder.PathOf("b.png")}: expected at least 5×4 for the crop, got 4×4. Use a smaller PictureOptions.Crop, or remove the picture.",
                set.Problems[0].Line);
            var strict = Assert.Throws<FlowException>(() => PictureFolder.Open(_folder.Path, crop, strict: true));
            Assert.Equal($"{set.Problems[0].Line} It is the first of 3 such files.", strict.Message);
            Assert.Equal(3, new PicturesFormat(crop, strict: false).Open(DataPath.Examine(_folder.Path), MemoryBudget.Usual()).Skipped.Count);
        }

        var all = Refusal(AsTheyAre with { Crop = PictureCrop.To(new(10, 1)) });
        Assert.StartsWith(
            $"{_folder.Path}: expected a folder with PNG, JPEG, WebP, BMP or GIF pictures, got 5 files of which none can be used. "
                + $"The first is {_folder.PathOf("a.png")}: expected at least 10×1 for the crop, got 5×4.",
            all,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_breaks_after_the_folder_was_opened_is_named_when_it_is_read()
    {
        Write("a.png", Gray(4, 4));
        Write("b.png", Gray(4, 4));
        var set = PictureFolder.Open(_folder.Path, AsTheyAre, memory: new MemoryBudget(0, 0));
        Write("b.png", Gray(4, 4)[..^30]);
        Assert.Equal(16, set.Batch([0]).Pixels.Length);
        var cut = Assert.Throws<UnreadableImageException>(() => set.Batch([0, 1]));
        Assert.StartsWith($"{_folder.PathOf("b.png")}: expected a whole PNG file", cut.Message, StringComparison.Ordinal);

        Write("b.png", Gray(5, 5));
        var grown = Assert.Throws<UnreadableImageException>(() => set.Batch([1]));
        Assert.StartsWith($"{_folder.PathOf("b.png")}: expected 4×4, as when the folder was opened, got 5×5.", grown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_past_the_header_shows_when_a_large_folder_is_read_and_at_once_in_a_small_one()
    {
        Write("a.png", Gray(4, 4));
        Write("b.png", Gray(4, 4)[..^30]);
        Assert.Equal(1, PictureFolder.Open(_folder.Path, AsTheyAre).Count);
        var large = PictureFolder.Open(_folder.Path, AsTheyAre, memory: new MemoryBudget(0, 0));
        Assert.Equal(2, large.Count);
        Assert.Throws<UnreadableImageException>(() => large.Batch([1]));
    }

    [Fact]
    public void Without_the_one_picture_in_colour_that_is_damaged_the_set_is_gray()
    {
        Write("a.png", Gray(4, 4));
        Write("b.png", PngBytes.OfColour(4, 4, (y, x) => (y, x, 9))[..^30]);
        Write("c.png", Gray(4, 4));
        var set = PictureFolder.Open(_folder.Path, AsTheyAre);
        Assert.Equal((2, new ImageShape(1, 4, 4)), (set.Count, set.Shape));
        Assert.Equal(set.Batch([0]).Pixels, set.Batch([1]).Pixels);
    }

    [Fact]
    public void A_check_decodes_everything_and_names_pictures_that_are_there_twice()
    {
        Write("a.png", Gray(4, 4));
        Write("b.png", PngBytes.OfGray(4, 4, (_, _) => 9));
        Write("c/same.png", PngBytes.OfColour(4, 4, (y, x) => ((y * 4) + x, (y * 4) + x, (y * 4) + x)));
        Write("d.png", Gray(4, 4)[..^30]);
        Write("e.png", PngBytes.OfGray(2, 8, (y, x) => (y * 8) + x));
        var scan = PictureScan.Check(_folder.Path, AsTheyAre, default);
        (string, PictureProblemKind)[] said =
        [
            ("c/same.png", PictureProblemKind.Duplicate),
            ("d.png", PictureProblemKind.Unreadable),
            ("e.png", PictureProblemKind.OddSized),
        ];
        Assert.Equal(said, scan.Problems.Select(problem => (problem.Path, problem.Kind)));
        Assert.Equal($"{scan.FullPath("c/same.png")}: the same pixels as {scan.FullPath("a.png")}.", scan.Problems[0].Line);
        Assert.Equal((5, 4), (scan.Files, scan.Pictures.Count));
    }

    [Fact]
    public void Links_are_followed_but_not_in_circles()
    {
        Write("a/x.png", Gray(4, 4));
        Directory.CreateDirectory(_folder.PathOf("b"));
        Directory.CreateSymbolicLink(_folder.PathOf("b/to-a"), _folder.PathOf("a"));
        Directory.CreateSymbolicLink(_folder.PathOf("a/up"), _folder.Path);
        File.CreateSymbolicLink(_folder.PathOf("broken.png"), _folder.PathOf("nowhere.png"));
        var scan = PictureScan.Of(_folder.Path, AsTheyAre);
        Assert.Equal(["a/x.png"], scan.Pictures.Select(picture => picture.Path));
        Assert.Equal("broken.png", Assert.Single(scan.Problems).Path);
    }

    [Fact]
    public void A_name_that_is_not_utf_8_is_named_as_unreadable()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // Names are Unicode there.
        }

        Write("a.png", Gray(4, 4));
        InFolder("cp a.png \"$(printf 'caf\\351.png')\" && mkdir \"$(printf 'd\\351')\"");
        try
        {
            var set = PictureFolder.Open(_folder.Path, AsTheyAre);
            Assert.Equal(1, set.Count);
            Assert.Equal(["caf\uFFFD.png", "d\uFFFD"], set.Problems.Select(problem => problem.Path));
            Assert.All(set.Problems, problem => Assert.Equal(
                (PictureProblemKind.Unreadable, $"{_folder.PathOf(problem.Path)}: expected a name in UTF-8, got other bytes. Rename it."),
                (problem.Kind, problem.Line)));
            Assert.True(new PicturesFormat(AsTheyAre, strict: false).Recognizes(DataPath.Examine(_folder.Path)));
        }
        finally
        {
            // What .NET cannot name it cannot delete.
            InFolder("rm \"$(printf 'caf\\351.png')\" && rmdir \"$(printf 'd\\351')\"");
        }
    }

    [Fact]
    public void Pictures_after_many_captions_are_recognised()
    {
        for (var i = 0; i < 300; i++)
        {
            Write($"{i:d3}.txt", "a bird"u8.ToArray());
        }

        Write("x.png", Gray(4, 4));
        var format = new PicturesFormat(AsTheyAre, strict: false);
        Assert.True(format.Recognizes(DataPath.Examine(_folder.Path)));
        Assert.True(format.IsCalled(DataPath.Examine(_folder.Path)));
    }

    private static byte[] Gray(int height, int width) => PngBytes.OfGray(height, width, (y, x) => (y * width) + x);

    private void InFolder(string script)
    {
        using var made = Process.Start("sh", ["-c", $"cd \"$0\" && {script}", _folder.Path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }

    private string Refusal(PictureOptions options) =>
        Assert.Throws<FlowException>(() => PictureFolder.Open(_folder.Path, options)).Message;

    private void Write(string name, byte[] file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.PathOf(name))!);
        _folder.Write(name, file);
    }
}
