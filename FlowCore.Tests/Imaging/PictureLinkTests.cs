using System.Diagnostics;
using FlowCore.Data.Formats;
using FlowCore.Files;
using FlowCore.Imaging;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class PictureLinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("x")]
    [InlineData("x", "y", "z")]
    public async Task Folders_that_link_to_each_other_by_relative_paths_are_read_once(params string[] links)
    {
        foreach (var (folder, other) in new[] { ("a", "b"), ("b", "a") })
        {
            Write($"{folder}/1.png");
            Write($"{folder}/2.png");
            foreach (var link in links)
            {
                Directory.CreateSymbolicLink(_folder.PathOf($"{folder}/{link}"), $"../{other}");
            }
        }

        var scan = await InTime(() => PictureScan.Of(_folder.Path, new PictureOptions()));
        Assert.Equal(["a/1.png", "a/2.png", "b/1.png", "b/2.png"], scan.Pictures.Select(picture => picture.Path));
    }

    [Fact]
    public async Task Folders_without_a_picture_that_link_to_each_other_are_looked_into_once()
    {
        foreach (var (folder, other) in new[] { ("a", "b"), ("b", "a") })
        {
            Directory.CreateDirectory(_folder.PathOf(folder));
            foreach (var link in new[] { "x", "y", "z" })
            {
                Directory.CreateSymbolicLink(_folder.PathOf($"{folder}/{link}"), $"../{other}");
            }
        }

        var format = new PicturesFormat(new PictureOptions(), strict: false);
        var path = DataPath.Examine(_folder.Path);
        Assert.False(await InTime(() => format.IsCalled(path) || format.Recognizes(path)));
    }

    [Fact]
    public void A_folder_keeps_its_own_path_and_not_that_of_a_link_before_it()
    {
        Write("b/x.png");
        Directory.CreateSymbolicLink(_folder.PathOf("a"), "b");
        using var outside = new TemporaryFolder();
        outside.Write("y.png", PngBytes.OfGray(4, 4, (y, x) => y + x));
        Directory.CreateSymbolicLink(_folder.PathOf("c"), outside.Path);
        Assert.Equal(["b/x.png", "c/y.png"], FolderFiles.Of(_folder.Path).Files);
    }

    [Fact]
    public async Task A_pipe_behind_a_relative_link_in_a_linked_folder_is_named_and_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(_folder.PathOf("real/sub"));
        using (var made = Process.Start("mkfifo", _folder.PathOf("real/p")))
        {
            await made.WaitForExitAsync();
        }

        File.CreateSymbolicLink(_folder.PathOf("real/sub/x.png"), "../p");
        Write("data/ok.png");
        Directory.CreateSymbolicLink(_folder.PathOf("data/zlink"), "../real/sub");
        var set = await InTime(() => PictureFolder.Open(_folder.PathOf("data"), new PictureOptions()));
        Assert.Equal(1, set.Count);
        Assert.Contains("got an empty file, a pipe or a device.", Assert.Single(set.Problems).Line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_path_has_no_link_in_it()
    {
        Write("real/sub/x.png");
        Directory.CreateSymbolicLink(_folder.PathOf("link"), "real/sub");
        File.CreateSymbolicLink(_folder.PathOf("real/y.png"), "../link/../sub/./x.png");
        File.CreateSymbolicLink(_folder.PathOf("circle"), "circle");
        File.CreateSymbolicLink(_folder.PathOf("broken"), "nowhere");
        var real = RealPath.Of(_folder.PathOf("real/sub/x.png"));
        Assert.Equal(real, RealPath.Of(_folder.PathOf("link/x.png")));
        Assert.Equal(real, RealPath.Of(_folder.PathOf("real/y.png")));
        Assert.Equal(Path.GetDirectoryName(real), RealPath.Of(_folder.PathOf("link/")));
        Assert.Null(RealPath.Of(_folder.PathOf("circle")));
        Assert.Null(RealPath.Of(_folder.PathOf("broken")));
    }

    private static Task<T> InTime<T>(Func<T> action) => Task.Run(action).WaitAsync(TimeSpan.FromSeconds(20));

    private void Write(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.PathOf(name))!);
        _folder.Write(name, PngBytes.OfGray(4, 4, (y, x) => y + x));
    }
}
