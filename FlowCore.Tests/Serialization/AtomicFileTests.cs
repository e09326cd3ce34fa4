using FlowCore.Files;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Serialization;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_file_is_what_was_written()
    {
        AtomicFile.Write(_folder.PathOf("new"), stream => stream.Write([1, 2, 3]));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder.PathOf("new")));
        Assert.Equal(["new"], _folder.Names);
    }

    [Fact]
    public void An_old_file_is_replaced_whole()
    {
        var path = _folder.Write("old", [9, 9, 9, 9, 9]);

        AtomicFile.Write(path, stream => stream.Write([1]));

        Assert.Equal([1], File.ReadAllBytes(path));
    }

    [Fact]
    public void While_it_is_written_readers_see_the_old_file()
    {
        var path = _folder.Write("old", [9]);

        AtomicFile.Write(path, stream =>
        {
            stream.Write([1, 2]);
            stream.Flush();
            Assert.Equal([9], File.ReadAllBytes(path));
        });
    }

    [Fact]
    public void A_full_disk_leaves_the_old_file_and_nothing_else()
    {
        var path = _folder.Write("old", [9, 8, 7]);

        var failure = Assert.Throws<FlowException>(() => AtomicFile.Write(path, stream =>
        {
            using var disk = new FullDiskStream(stream, room: 1000);
            disk.Write(new byte[999]);
            disk.Write(new byte[999]);
        }));

        Assert.Equal(
            $"{path}: expected a file that can be written, got No space left on device. "
                + "Check that the disk has room; what was there before is unchanged.",
            failure.Message);
        Assert.IsType<IOException>(failure.InnerException);
        Assert.Equal([9, 8, 7], File.ReadAllBytes(path));
        Assert.Equal(["old"], _folder.Names);
    }

    [Fact]
    public void What_the_writer_throws_passes_through()
    {
        var path = _folder.Write("old", [9]);

        Assert.Throws<InvalidTimeZoneException>(() => AtomicFile.Write(path, _ => throw new InvalidTimeZoneException()));

        Assert.Equal([9], File.ReadAllBytes(path));
        Assert.Equal(["old"], _folder.Names);
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var path = _folder.PathOf("absent/file");

        Assert.Equal(
            $"{path}: expected a file that can be written, got no such folder. Create the folder first.",
            Assert.Throws<FlowException>(() => AtomicFile.Write(path, _ => { })).Message);
    }

    [Fact]
    public void A_folder_is_not_replaced()
    {
        Directory.CreateDirectory(_folder.PathOf("folder"));

        var failure = Assert.Throws<FlowException>(() => AtomicFile.Write(_folder.PathOf("folder"), _ => { }));

        Assert.StartsWith($"{_folder.PathOf("folder")}: expected a file that can be written, got ", failure.Message);
        Assert.Equal(["folder"], _folder.Names);
    }

    [Fact]
    public void An_empty_path_is_refused() => Assert.Equal(
        "AtomicFile: expected a path, got an empty one. Name the file to write.",
        Assert.Throws<FlowException>(() => AtomicFile.Write(" ", _ => { })).Message);
}
