using FlowCore.Files;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Serialization;

public sealed class TemporaryNameTests : IDisposable
{
    private const string Digits = "0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_killed_process_left_goes_when_the_file_is_written_again_and_nothing_else()
    {
        string[] strangers =
        [
            "other.tmp", $"file.{Digits}", $"file.{Digits[1..]}.tmp", $"file.{Digits.ToUpperInvariant()}x.tmp",
            $"file{Digits}.tmp", $".{Digits}.tmp", $"other.{Digits}.tmp", $"file.{Digits[..31]}g.tmp",
        ];
        foreach (var name in strangers.Append($"file.{Digits}.tmp").Append($"file.{Guid.NewGuid():N}.tmp"))
        {
            _folder.Write(name, [1]);
        }

        AtomicFile.Write(_folder.PathOf("file"), stream => stream.WriteByte(2));
        Assert.Equal(strangers.Append("file").Order(StringComparer.Ordinal), _folder.Names);
    }

    [Fact]
    public void What_another_is_writing_at_this_moment_stays()
    {
        var path = _folder.PathOf("file");
        AtomicFile.Write(path, outer =>
        {
            outer.WriteByte(1);
            AtomicFile.Write(path, inner => inner.WriteByte(2));
            Assert.Equal([2], File.ReadAllBytes(path));
        });
        Assert.Equal([1], File.ReadAllBytes(path));
        Assert.Equal(["file"], _folder.Names);
    }

    [Fact]
    public void A_folder_is_tidied_of_them_whatever_they_were_to_be()
    {
        _folder.Write($"a.{Digits}.tmp", [1]);
        _folder.Write($"b.png.{Digits}.tmp", []);
        _folder.Write("notes.tmp", [1]);
        TemporaryName.RemoveAbandoned(_folder.Path);
        TemporaryName.RemoveAbandoned(_folder.PathOf("nowhere"));
        Assert.Equal(["notes.tmp"], _folder.Names);
    }
}
