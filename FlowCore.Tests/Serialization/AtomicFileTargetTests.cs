using System.Runtime.Versioning;
using FlowCore.Files;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Serialization;

/// <summary>What stands at the path already, and what becomes of it.</summary>
public sealed class AtomicFileTargetTests : IDisposable
{
    private const UnixFileMode Everyone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("target", "link")]
    [InlineData("./target", "link")]
    [InlineData("inner/../target", "link")]
    [InlineData("inner/target", "link")]
    [InlineData("link2", "link", "target", "link2")]
    [InlineData("inner/link2", "link", "../target", "inner/link2")]
    public void A_link_is_followed_and_stays_whether_or_not_its_file_is_there(string first, string path, string? second = null, string? via = null)
    {
        Directory.CreateDirectory(_folder.PathOf("inner"));
        File.CreateSymbolicLink(_folder.PathOf(path), first);
        if (second is not null)
        {
            File.CreateSymbolicLink(_folder.PathOf(via!), second);
        }

        for (byte i = 1; i <= 2; i++)
        {
            AtomicFile.Write(_folder.PathOf(path), stream => stream.WriteByte(i));
            Assert.Equal(first, new FileInfo(_folder.PathOf(path)).LinkTarget);
            var target = first.EndsWith("inner/target", StringComparison.Ordinal) ? "inner/target" : "target";
            Assert.Null(new FileInfo(_folder.PathOf(target)).LinkTarget);
            Assert.Equal([i], File.ReadAllBytes(_folder.PathOf(target)));
        }
    }

    [Fact]
    public void A_folder_that_is_a_link_is_followed_too()
    {
        Directory.CreateDirectory(_folder.PathOf("real"));
        Directory.CreateSymbolicLink(_folder.PathOf("linked"), "real");
        AtomicFile.Write(_folder.PathOf("linked/file"), stream => stream.WriteByte(1));
        Assert.Equal(["file"], Directory.EnumerateFiles(_folder.PathOf("real")).Select(Path.GetFileName));
    }

    [Fact]
    public void Links_in_a_circle_are_refused_and_stay()
    {
        File.CreateSymbolicLink(_folder.PathOf("a"), "b");
        File.CreateSymbolicLink(_folder.PathOf("b"), "a");
        Assert.Contains("got Too many levels of symbolic links", Refused("a"), StringComparison.Ordinal);
        Assert.Equal(["a", "b"], _folder.Names);
    }

    [LinuxFact]
    [UnsupportedOSPlatform("windows")]
    public void A_file_keeps_its_mode_whatever_it_is()
    {
        foreach (var mode in (UnixFileMode[])[(UnixFileMode)0b110_000_000, (UnixFileMode)0b111_111_101, (UnixFileMode)0b100_100_100, (UnixFileMode)0b110_110_110])
        {
            var path = _folder.Write("file", [9]);
            File.SetUnixFileMode(path, mode);
            AtomicFile.Write(path, stream =>
            {
                // Nobody may read the new one who may not read the old one, not for a moment.
                var temporary = Assert.Single(Directory.EnumerateFiles(_folder.Path, "*.tmp"));
                Assert.Equal(mode, File.GetUnixFileMode(temporary));
                stream.WriteByte(1);
            });
            Assert.Equal(mode, File.GetUnixFileMode(path));
            Assert.Equal([1], File.ReadAllBytes(path));
            File.Delete(path);
        }
    }

    [LinuxFact]
    [UnsupportedOSPlatform("windows")]
    public void A_file_keeps_its_owner_and_group()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return; // Only root can make a file that is another user's.
        }

        var path = _folder.Write("file", [9]);
        Shell.Run("chown", "12345:54321", path);
        File.SetUnixFileMode(path, Everyone);
        AtomicFile.Write(path, stream => stream.WriteByte(1));
        Assert.Equal("12345:54321 644", Shell.Run("stat", "-c", "%u:%g %a", path).Trim());
    }

    [LinuxFact]
    public async Task A_pipe_is_written_into_and_stays_one()
    {
        var path = _folder.PathOf("pipe");
        Shell.Run("mkfifo", path);
        var read = Task.Run(() => File.ReadAllBytes(path));
        AtomicFile.Write(path, stream => stream.Write([1, 2, 3]));
        Assert.Equal([1, 2, 3], await read);
        Assert.Equal("fifo", Shell.Run("stat", "-c", "%F", path).Trim());
        Assert.Equal(["pipe"], _folder.Names);
    }

    [LinuxFact]
    public void A_device_is_written_into_and_stays_one_also_behind_a_link()
    {
        // Never the machine's own, where a mistake could replace it.
        var device = "/dev/null";
        if (Environment.IsPrivilegedProcess)
        {
            device = _folder.PathOf("null");
            Shell.Run("mknod", "-m", "666", device, "c", "1", "3");
        }

        File.CreateSymbolicLink(_folder.PathOf("link"), device);
        AtomicFile.Write(device, stream => stream.Write(new byte[100_000]));
        AtomicFile.Write(_folder.PathOf("link"), stream => stream.Write([1]));
        Assert.Equal("character special file", Shell.Run("stat", "-c", "%F", device).Trim());
        Assert.Equal(device, new FileInfo(_folder.PathOf("link")).LinkTarget);
        Assert.DoesNotContain(_folder.Names, name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [LinuxFact]
    public void A_device_without_room_fails_in_one_line() => Assert.Contains(
        "/dev/full: expected a file that can be written, got No space left on device",
        Assert.Throws<FlowException>(() => AtomicFile.Write("/dev/full", stream => stream.Write([1]))).Message,
        StringComparison.Ordinal);

    [LinuxFact]
    public void A_disk_and_a_socket_are_refused()
    {
        if (Environment.IsPrivilegedProcess)
        {
            // No driver answers to these numbers.
            Shell.Run("mknod", _folder.PathOf("disk"), "b", "240", "200");
            Assert.EndsWith("got a disk. Choose another file.", Refused("disk"), StringComparison.Ordinal);
        }

        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(_folder.PathOf("socket")));
        Assert.EndsWith("got a socket. Choose another file.", Refused("socket"), StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Names, name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [LinuxFact]
    public void A_file_that_only_a_process_names_is_refused_and_left_alone()
    {
        using var open = File.Open(_folder.Write("log", [9]), FileMode.Open);
        var failure = Assert.Throws<FlowException>(
            () => AtomicFile.Write($"/proc/self/fd/{open.SafeFileHandle.DangerousGetHandle()}", stream => stream.WriteByte(1)));
        Assert.EndsWith("got a file that is open elsewhere. Choose another file.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["log"], _folder.Names);
    }

    [Theory]
    [InlineData("new/")]
    [InlineData("old/")]
    public void The_path_of_a_folder_names_no_file(string name)
    {
        _folder.Write("old", [1]);
        Assert.EndsWith("got the path of a folder. Choose another file.", Refused(name), StringComparison.Ordinal);
        Assert.Equal(["old"], _folder.Names);
    }

    private string Refused(string name) =>
        Assert.Throws<FlowException>(() => AtomicFile.Write(_folder.PathOf(name), stream => stream.WriteByte(1))).Message;
}
