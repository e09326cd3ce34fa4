using System.Diagnostics;
using FlowCore.Data.Formats;
using FlowCore.Imaging;
using FlowCore.Tests.Support;
using FlowCore.Tests.Tools;
using Xunit;

namespace FlowCore.Tests.Imaging;

/// <summary>
/// Paths longer than the system opens, 4,096 bytes on Linux: what lies there cannot be read even by root, whom permissions do not
/// stop.
/// </summary>
public sealed class UnlistedFolderTests : IDisposable
{
    private const int Pictures = 10;
    private static readonly string Name = new('d', 250);

    private readonly TemporaryFolder _folder = new();

    public UnlistedFolderTests()
    {
        for (var i = 0; i < Pictures; i++)
        {
            _folder.Write($"{i}.png", PngBytes.OfGray(4, 4, (y, x) => (y * 4) + x + i));
        }
    }

    public void Dispose()
    {
        // What .NET cannot name it cannot delete.
        InFolder("rm -rf d*");
        _folder.Dispose();
    }

    [Fact]
    public void Pictures_and_folders_whose_paths_are_too_long_are_named_and_the_others_read()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // The lengths are Linux's.
        }

        // Nine pictures down a chain of folders; from some depth on neither they nor the folders can be opened.
        InFolder($"for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do mkdir {Name} && cp 0.png {Name}/0.png && cd -P {Name}; done");
        var set = PictureFolder.Open(_folder.Path, new PictureOptions());
        var scan = PictureScan.Of(_folder.Path, new PictureOptions());
        var longest = 4095 - _folder.Path.Length - 1;
        var readable = Enumerable.Range(1, 18).Count(depth => (depth * (Name.Length + 1)) + "0.png".Length <= longest);
        Assert.InRange(readable, 10, 16);
        Assert.Equal(Pictures + readable, set.Count);
        Assert.NotEmpty(set.Problems);
        Assert.All(set.Problems, problem =>
        {
            Assert.Equal(PictureProblemKind.Unreadable, problem.Kind);
            Assert.Contains("got a path that is too long to be opened. Move it to a folder nearer to the root.", problem.Line, StringComparison.Ordinal);
        });
        Assert.Equal(set.Problems.Select(problem => problem.Path), scan.Problems.Select(problem => problem.Path));
        Assert.Equal(
            set.Problems[0].Line + (set.Problems.Count > 1 ? $" It is the first of {set.Problems.Count} such files." : ""),
            Assert.Throws<FlowException>(() => PictureFolder.Open(_folder.Path, new PictureOptions(), strict: true)).Message);
    }

    [Theory]
    [InlineData(4090, 0)]
    [InlineData(4095, 0)]
    [InlineData(4097, 1)]
    [InlineData(4096, 1)]
    [InlineData(4200, 1)]
    public void A_file_just_past_the_longest_path_does_not_vanish(int length, int unread)
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // The lengths are Linux's.
        }

        // The folder can be listed; whether its one file can be opened is a matter of its name's length.
        var left = 4080 - _folder.Path.Length;
        var path = string.Concat(Enumerable.Repeat($"/{Name}", left / (Name.Length + 1)));
        path += $"/{new string('d', Math.Max(1, left - path.Length - 1))}";
        var file = new string('f', length - _folder.Path.Length - path.Length - 5) + ".png";
        InFolder($"root=$PWD; for part in {path.Replace('/', ' ')}; do mkdir $part && cd -P $part; done && cp $root/0.png {file}");
        var set = PictureFolder.Open(_folder.Path, new PictureOptions());
        Assert.Equal((Pictures + 1 - unread, unread), (set.Count, set.Problems.Count));
    }

    [Fact]
    public void Data_with_a_folder_that_cannot_be_listed_is_opened_and_checked_without_it()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // The lengths are Linux's.
        }

        InFolder($"for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do mkdir {Name} && cd -P {Name}; done");
        var info = FlowCall.Run("data", "info", _folder.Path, "--json");
        Assert.Equal((0, 1), (info.Code, info.Json().GetProperty("skipped").GetInt32()));
        var check = FlowCall.Run("data", "check", _folder.Path, "--json");
        Assert.Equal((0, 1), (check.Code, check.Json().GetProperty("counts").GetProperty("unreadable").GetInt32()));
        Assert.Equal(1, FlowCall.Run("data", "info", _folder.Path, "--strict").Code);

        // Beside the folders of splits it is passed over, and as data itself it is refused.
        InFolder("mkdir train test && cp [0-6].png train && cp [7-9].png test");
        Assert.Equal(0, FlowCall.Run("data", "info", _folder.Path).Code);
        var deep = _folder.Path + string.Concat(Enumerable.Repeat($"/{Name}", 18));
        Assert.ThrowsAny<FlowException>(() => new DataFormats(DataFormats.Arrays).Open(deep));
    }

    private void InFolder(string script)
    {
        using var made = Process.Start("sh", ["-c", $"cd \"$0\" && {script}", _folder.Path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }
}
