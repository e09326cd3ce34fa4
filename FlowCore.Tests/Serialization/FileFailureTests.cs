using FlowCore.Files;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Serialization;

public sealed class FileFailureTests
{
    // Through the exceptions themselves: a test that runs as root is never denied anything.
    public static TheoryData<Exception, string> Readings => new()
    {
        { new UnauthorizedAccessException(), "permission denied. Make the file readable for this user." },
        { new FileNotFoundException(), "no such file. Check the path." },
        { new DirectoryNotFoundException(), "no such file. Check the path." },
        { new ArgumentException("empty"), "not a path. Check the path." },
        { new NotSupportedException(), "not a path. Check the path." },
        { new IOException("Input/output error."), "Input/output error. Check the disk and try again." },
    };

    public static TheoryData<Exception, string> Writings => new()
    {
        { new UnauthorizedAccessException(), "permission denied. Choose a file that this user may write." },
        { new DirectoryNotFoundException(), "no such folder. Create the folder first." },
        {
            new ArgumentOutOfRangeException("value"),
            "more than a file may hold here. Raise the limit (ulimit -f), or choose another disk."
        },
        {
            new IOException("No space\nleft."),
            @"No space\nleft. Check that the disk has room; what was there before is unchanged."
        },
    };

    [Theory]
    [MemberData(nameof(Readings))]
    public void What_cannot_be_read_is_one_line(Exception failure, string end)
    {
        Assert.True(FileFailure.IsOfFile(failure));
        var line = FileFailure.Reading("f", "a thing", failure);
        Assert.Equal($"f: expected a thing, got {end}", line.Message);
        Assert.Same(failure, line.InnerException);
    }

    [Theory]
    [MemberData(nameof(Writings))]
    public void What_cannot_be_written_is_one_line(Exception failure, string end) =>
        Assert.Equal($"f: expected a file that can be written, got {end}", FileFailure.Writing("f", failure).Message);

    [Fact]
    public void An_unreadable_file_is_denied()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var path = folder.Write("secret", [1]);
        File.SetUnixFileMode(path, UnixFileMode.None);

        Assert.Contains("permission denied", Assert.Throws<FlowException>(() => FileFailure.Open(path, "a thing")).Message);
    }

    [Fact]
    public void Text_from_elsewhere_stays_short_and_on_one_line()
    {
        Assert.Equal(@"a\r\nb", FileFailure.Brief(" a\r\nb. "));
        Assert.Equal(200, FileFailure.Brief(new string('x', 100_000)).Length);
    }
}
