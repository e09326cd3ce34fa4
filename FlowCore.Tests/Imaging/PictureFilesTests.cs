using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class PictureFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_name_keeps_its_folders_and_ends_in_png() => Assert.Equal(
        ["a.png", "b/c.png", "b/d.e.png", "00012.png", "part-1/00012.png"],
        PictureFiles.NamesFor(["a.jpg", "b/c.PNG", "b/d.e.webp", "00012", "part-1/00012"]));

    [Theory]
    [InlineData("x.png", "x.jpg")]
    [InlineData("x.png", "x.jpg", "x.jpg.png", "x.png.png")]
    [InlineData("A.png", "a.png")]
    [InlineData("Dir/a.gif", "dir/A.bmp", "DIR/a.jpg")]
    [InlineData("same", "same", "same")]
    [InlineData("x.jpg", "x.png/y.jpg")]
    [InlineData("x", "x.png-2", "X.png", "x-2.png", "x.png-2.png")]
    public void No_two_names_are_one_file_on_any_system(params string[] names)
    {
        var files = PictureFiles.NamesFor(names);
        Assert.Equal(names.Length, files.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(files, file => Assert.EndsWith(".png", file, StringComparison.Ordinal));
        Assert.All(files, file => Assert.DoesNotContain(
            files, other => other.StartsWith(file + "/", StringComparison.OrdinalIgnoreCase)));
        Assert.Equal(files, PictureFiles.NamesFor(names));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/x")]
    [InlineData("a//x")]
    [InlineData("a/")]
    [InlineData("./x")]
    [InlineData("x\0y")]
    public void A_name_that_leads_elsewhere_is_refused(string name)
    {
        var refusal = Assert.Throws<FlowException>(() => PictureFiles.NamesFor(["good", name]));
        Assert.StartsWith("picture: expected a name inside the folder", refusal.Message, StringComparison.Ordinal);
    }

    // What cameras and screenshots write, and what a file from elsewhere may hold.
    [Fact]
    public void Any_other_name_is_a_file_in_the_folder()
    {
        string[] names = ["2024-01-01 12:00:00.png", @"..\x.png", @"C:\x", "C:x", "a/.. /x", "tr ail. /x.png", " ", "a.png.", "*?<>|.png"];
        var images = TestImages.All(TestImages.Noise(new ImageShape(1, 2, 2), names.Length, seed: 1));
        var files = PictureFiles.NamesFor(names);
        PictureFiles.Save(Out, files, images);
        Assert.Equal(names.Length, Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories).Count());
        Assert.Equal(["out"], _folder.Names);
    }

    [Fact]
    public void A_folder_in_the_place_of_a_picture_is_refused_before_the_first_gets_its_place()
    {
        var images = TestImages.All(TestImages.Noise(new ImageShape(1, 2, 2), 2, seed: 1));
        Directory.CreateDirectory(Path.Combine(Out, "b.png"));
        using (var writer = new PictureFolderWriter(Out))
        {
            writer.Add(["a.png", "b.png"], images);
            Assert.Contains("b.png: expected a picture or nothing, got a folder", Assert.Throws<FlowException>(writer.Complete).Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Path.Combine(Out, "a.png")));
        File.WriteAllText(Path.Combine(Out, "c"), "a file");
        using (var writer = new PictureFolderWriter(Out))
        {
            writer.Add(["a.png", "c/d.png"], images);
            Assert.Contains("got a file", Assert.Throws<FlowException>(writer.Complete).Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Path.Combine(Out, "a.png")));
        Assert.Equal(["out"], _folder.Names);
    }

    [Fact]
    public void Save_itself_writes_nothing_outside_its_folder()
    {
        var images = TestImages.All(TestImages.Noise(new ImageShape(1, 2, 2), 1, seed: 1));
        Assert.Throws<FlowException>(() => PictureFiles.Save(Out, ["../x.png"], images));
        Assert.Throws<FlowException>(() => PictureFiles.Save(Out, [_folder.PathOf("x.png")], images));
        Assert.DoesNotContain("x.png", _folder.Names);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Images_that_are_no_pictures_are_refused_with_what_takes_them(int channels)
    {
        var images = TestImages.All(TestImages.Noise(new ImageShape(channels, 2, 2), 1, seed: 1));
        var refusal = Assert.Throws<FlowException>(() => PictureFiles.Save(Out, ["x.png"], images));
        Assert.EndsWith(".npy.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(3, 8)]
    [InlineData(1, 5)]
    [InlineData(3, 1)]
    public void Pictures_that_are_read_again_have_the_bytes_that_were_written(int channels, int bits)
    {
        var set = QuantizedImageSet.Of(TestImages.Noise(new ImageShape(channels, 5, 7), 6, seed: 2), bits);
        var images = TestImages.All(set);
        string[] names = ["a.png", "b/c.png", "b/d.png", "e.png", "f/g/h.png", "i.png"];
        using (var writer = new PictureFolderWriter(Out, bits))
        {
            writer.Add(names[..4], set.Batch([0, 1, 2, 3]));
            writer.Add(names[4..], set.Batch([4, 5]));
            Assert.False(Directory.Exists(Out));
            writer.Complete();
        }

        var read = PictureFolder.Open(Out, new PictureOptions { Channels = channels });
        Assert.Equal(names, Enumerable.Range(0, read.Count).Select(read.NameOf));
        Assert.Equal(images.Pixels, TestImages.All(QuantizedImageSet.Of(read, bits)).Pixels);
        Assert.Equal(["out"], _folder.Names);
    }

    [Fact]
    public void Pictures_join_those_of_a_folder_that_is_there_and_what_was_not_completed_leaves_nothing()
    {
        var images = TestImages.All(TestImages.Noise(new ImageShape(1, 2, 2), 1, seed: 1));
        Directory.CreateDirectory(Out);
        File.WriteAllText(Path.Combine(Out, "note.txt"), "kept");
        using (var left = new PictureFolderWriter(Out))
        {
            left.Add(["x.png"], images);
        }

        Assert.Equal(["out"], _folder.Names);
        Assert.Equal(["note.txt"], Directory.EnumerateFiles(Out).Select(file => Path.GetFileName(file)));
        using (var writer = new PictureFolderWriter(Path.Combine(Out, "deep", "er")))
        {
            writer.Add(["x.png"], images);
            writer.Complete();
        }

        using (var writer = new PictureFolderWriter(Out))
        {
            writer.Add(["deep/er/y.png"], images);
            writer.Complete();
        }

        Assert.Equal(["x.png", "y.png"], Directory.EnumerateFiles(Path.Combine(Out, "deep", "er")).Select(file => Path.GetFileName(file)).Order());
        Assert.Equal("kept", File.ReadAllText(Path.Combine(Out, "note.txt")));
        Assert.Throws<FlowException>(() => new PictureFolderWriter(Path.Combine(Out, "note.txt")));
    }
}
