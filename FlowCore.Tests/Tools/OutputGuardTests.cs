using FlowCore.Tests.Support;
using FlowCore.Tools.Shell;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>No verb writes over what it reads.</summary>
public sealed class OutputGuardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--out", "sample", "MODEL", "--out", "MODEL")]
    [InlineData("--out", "sample", "RUN", "--out", "RUN/checkpoints/best.safetensors")]
    [InlineData("--out", "encode", "RUN", "--out", "RUN/checkpoints/best.safetensors")]
    [InlineData("--out", "encode", "MODEL", "--out", "LINK")]
    [InlineData("--out", "encode", "MODEL", "--data", "DATA", "--out", "DATA")]
    [InlineData("--out", "encode", "MODEL", "--data", "DATA", "--out", "./DATA")]
    [InlineData("--out", "decode", "LATENTS", "--model", "MODEL", "--out", "LATENTS")]
    [InlineData("--out", "decode", "LATENTS", "--model", "MODEL", "--out", "MODEL")]
    [InlineData("--csv", "eval", "MODEL", "--csv", "MODEL")]
    [InlineData("--csv", "eval", "MODEL", "--data", "DATA", "--csv", "DATA")]
    [InlineData("--out", "export", "MODEL", "--out", "MODEL")]
    [InlineData("--out", "interpolate", "MODEL", "PICTURE", "3", "--out", "PICTURE")]
    [InlineData("--animation", "interpolate", "MODEL", "3", "PICTURE", "--animation", "PICTURE")]
    [InlineData("--animation", "interpolate", "MODEL", "3", "4", "--out", "new.png", "--animation", "new.png")]
    [InlineData("--out", "vary", "MODEL", "PICTURE", "--out", "PICTURE")]
    [InlineData("--out", "vary", "MODEL", "3", "--out", "00000.png", "--files", ".")]
    [InlineData("--files", "vary", "MODEL", "3", "--files", "MODEL")]
    [InlineData("--frames", "interpolate", "MODEL", "3", "4", "--frames", "5000")]
    [InlineData("--count", "sample", "MODEL", "--files", "many", "--count", "2147483647")]
    [InlineData("--count", "vary", "MODEL", "3", "--count", "2147483647")]
    public void It_is_refused_before_anything_is_written(string option, params string[] words)
    {
        FlowCall.Train(_folder.PathOf("RUN"), "--max-steps", "1");
        File.Copy(_folder.PathOf("RUN/checkpoints/last.safetensors"), _folder.PathOf("MODEL"));
        File.Copy(_folder.PathOf("MODEL"), _folder.PathOf("RUN/checkpoints/best.safetensors"), overwrite: true);
        File.CreateSymbolicLink(_folder.PathOf("LINK"), _folder.PathOf("MODEL"));
        TestPictures.Write(_folder.Path, 1);
        File.Move(_folder.PathOf("0.png"), _folder.PathOf("PICTURE"));
        _folder.Write("DATA", [1, 2, 3]);
        _folder.Write("LATENTS", [1, 2, 3]);
        var before = Contents();

        var call = FlowCall.Run([.. words.Select(word =>
            word.Any(char.IsAsciiLetterUpper) || word is "." or "new.png" or "00000.png" or "many" ? _folder.PathOf(word) : word)]);
        Assert.Equal(ExitCode.WrongCall, call.Code);
        Assert.StartsWith($"{option}: expected ", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    private SortedDictionary<string, string> Contents() => new(Directory
        .EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))));
}
