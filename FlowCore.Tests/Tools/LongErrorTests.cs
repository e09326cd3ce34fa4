using FlowCore.Tests.Data.Formats;
using FlowCore.Tests.Serialization;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>Whatever a file or an argument holds, the line about it can be read.</summary>
public sealed class LongErrorTests : IDisposable
{
    private const int Long = 1 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_megabyte_in_a_checkpoint_is_a_line_that_a_person_reads()
    {
        var text = new string('x', Long);
        (string What, byte[] File)[] files =
        [
            ("format", SafeTensorsBytes.File($$$"""{"__metadata__":{"format":"{{{text}}}"}}""")),
            ("step", SafeTensorsBytes.File($$$"""{"__metadata__":{"format":"flowcore-1","config":"{}","step":"{{{text}}}"}}""")),
            ("config", SafeTensorsBytes.File($$$"""{"__metadata__":{"format":"flowcore-1","config":"{\"{{{text[..60000]}}}\":1}"}}""")),
            ("name", SafeTensorsBytes.File($$$"""{"{{{text}}}":1}""")),
            ("short name", SafeTensorsBytes.File($$$"""{"{{{text[..4000]}}}":1}""")),
            ("dtype", SafeTensorsBytes.File($$$"""{"a":{"dtype":"{{{text}}}","shape":[0],"data_offsets":[0,0]}}""")),
            ("number", SafeTensorsBytes.File($$$"""{"a":{"dtype":"F32","shape":[{{{text.Replace('x', '1')}}}],"data_offsets":[0,0]}}""")),
            ("string for a number", SafeTensorsBytes.File($$$"""{"a":{"dtype":"F32","shape":["{{{text}}}"],"data_offsets":[0,0]}}""")),
        ];
        foreach (var (what, file) in files)
        {
            var path = _folder.Write(what + ".safetensors", file);
            IsReadable(FlowCall.Run("sample", path), 1, path);
        }
    }

    [Fact]
    public void Three_thousand_arrays_are_not_listed_whole()
    {
        var array = NpyBytes.Counting(2, 3, 3);
        var path = _folder.Write(
            "many.npz", NpyBytes.Archive(isDeflated: false, [.. Enumerable.Range(0, 3000).Select(i => ($"array{i}", array))]));
        IsReadable(FlowCall.Run("data", "info", path), 1, path);
    }

    [Theory]
    [InlineData("nothere")]
    [InlineData("data", "info")]
    [InlineData("eval")]
    [InlineData("train", "--max-steps")]
    [InlineData("train", "--preset")]
    [InlineData("train", "--out")]
    [InlineData("train", "--data")]
    public void A_long_argument_is_not_repeated_whole(params string[] call) =>
        IsReadable(FlowCall.Run([.. call, new string('y', 100_000)]), null, "");

    private static void IsReadable(FlowCall call, int? code, string path)
    {
        Assert.InRange(call.Code, code ?? 1, code ?? 2);
        var line = Assert.Single(call.ErrorLines);
        Assert.InRange(line.Length, 1, VisibleText.LongestLine);
        Assert.StartsWith(path, line, StringComparison.Ordinal);
    }
}
