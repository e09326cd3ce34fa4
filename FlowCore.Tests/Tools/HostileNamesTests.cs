using System.Globalization;
using System.Text;
using FlowCore.Tests.Data.Formats;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>An archive from elsewhere may hold a folder whose name clears the terminal or shows another ending than it has.</summary>
public sealed class HostileNamesTests : IDisposable
{
    private const string Hostile = "a\e[2J\a\u009B31m\nfake: all good\r\t\u202Egnp\u2028\u2029\u2066\uFEFF";
    private const string Plain = "plain";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_verb_prints_a_name_raw_and_each_prints_as_many_lines_as_for_a_plain_one()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Its file systems have no such names.
        }

        var (hostile, plain) = (Calls(Hostile), Calls(Plain));
        Assert.Equal(plain.Select(call => call.Name), hostile.Select(call => call.Name));
        foreach (var ((name, expected), (_, call)) in Numbers.Pairs(plain, hostile))
        {
            Assert.True(expected.Code == call.Code, $"{name}: exit {call.Code} and not {expected.Code}: {call.Error}");
            Assert.True(Lines(expected.Output) == Lines(call.Output), $"{name}: {call.Output}");
            Assert.True(Lines(expected.Error) == Lines(call.Error), $"{name}: {call.Error}");
            Assert.All((call.Output + call.Error).EnumerateRunes(), rune => Assert.False(IsHidden(rune), $"{name}: U+{rune.Value:X4}"));
            Assert.Contains(@"\u202Egnp\u2028", call.Output + call.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_object_of_a_call_has_the_name_itself()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var call = FlowCall.Run("data", "info", Data(Hostile), "--json");
        Assert.Equal(Data(Hostile), call.Json().GetProperty("path").GetString());
    }

    private List<(string Name, FlowCall Call)> Calls(string name)
    {
        var (data, run) = (Data(name), _folder.PathOf("run " + name));
        var model = Path.Combine(run, "checkpoints", "last.safetensors");
        string[] tiny = ["train", "--max-steps", "1", "--batch-size", "4", "--init-images", "20", .. FlowCall.Tiny[..6], "--data", data];
        var missing = Path.Combine(data, "missing");
        return
        [
            ("dry run", FlowCall.Run([.. tiny, "--dry-run", "--json"])),
            ("train", FlowCall.Run([.. tiny, "--out", run, "--json"])),
            ("train again", FlowCall.Run([.. tiny, "--out", run])),
            ("eval", FlowCall.Run("eval", model, "--data", data, "--json")),
            ("sample", FlowCall.Run("sample", model, "--count", "1", "--out", Path.Combine(data, "samples.png"), "--json")),
            ("csv", FlowCall.Run("eval", model, "--data", data, "--csv", Path.Combine(data, "scores.csv"))),
            ("info of the model", FlowCall.Run("info", model, "--json")),
            ("info", FlowCall.Run("data", "info", data, "--json")),
            ("check", FlowCall.Run("data", "check", data, "--json")),
            ("info of a part", FlowCall.Run("data", "info", Path.Combine(data, name + ".npy"))),
            ("no data", FlowCall.Run("data", "info", missing)),
            ("no model", FlowCall.Run("eval", missing)),
            ("no folder", FlowCall.Run("sample", model, "--count", "1", "--out", Path.Combine(missing, "a.png"))),
            ("unknown verb", FlowCall.Run(name)),
            ("unknown option", FlowCall.Run("train", "--" + name)),
            ("unknown preset", FlowCall.Run("train", "--preset", name)),
            ("no number", FlowCall.Run("train", "--max-steps", name)),
            ("unknown device", FlowCall.Run("train", "--device", name)),
            ("unknown split", FlowCall.Run("eval", model, "--split", name)),
            ("unknown format", FlowCall.Run("data", "info", data, "--dataset", name)),
        ];
    }

    /// <summary>A folder of arrays, two of which hold the same image.</summary>
    private string Data(string name)
    {
        var path = _folder.PathOf(name);
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            var pixels = Enumerable.Range(0, 40 * 64).Select(i => (byte)((i * 31) + (i / 64))).ToArray();
            pixels.AsSpan(0, 64).CopyTo(pixels.AsSpan(64));
            File.WriteAllBytes(Path.Combine(path, name + ".npy"), NpyBytes.File(pixels, 40, 8, 8));
        }

        return path;
    }

    private static int Lines(string text) => text.Count(letter => letter == '\n');

    private static bool IsHidden(Rune rune) => rune.Value != '\n' && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
