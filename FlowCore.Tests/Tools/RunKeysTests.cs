using System.Text.Json;
using FlowCore.Tests.Support;
using FlowCore.Tools;
using FlowCore.Tools.Commands;
using FlowCore.Tools.Settings;
using FlowCore.Tools.Shell;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>What decides a run stands in its <c>config.json</c>, and what stands there can be given back.</summary>
public sealed class RunKeysTests : IDisposable
{
    // What says where and how to run, and nothing about the run: results do not depend on the number of threads.
    private static readonly string[] Keyless = ["--out", "--resume", "--config", "--set", "--threads", "--dry-run", "--json"];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. RunKeys.All.Select(key => key.Name)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_flag_of_train_has_a_key_or_says_nothing_about_the_run() => Assert.Equal(
        [],
        CallGrammar.OptionsOf(Train()).Select(option => option.Name)
            .Where(flag => RunKeys.All.Any(key => key.Flag == flag) == Keyless.Contains(flag)));

    [Fact]
    public void Every_key_has_a_flag_of_train()
    {
        var flags = CallGrammar.OptionsOf(Train()).Select(option => option.Name);
        Assert.Equal([], RunKeys.All.Where(key => !flags.Contains(key.Flag)));
    }

    [Fact]
    public void Every_value_that_a_run_records_has_a_key_or_follows_from_the_others()
    {
        FlowCall.Train(_folder.PathOf("run"), "--max-steps", "0", "--image-size", "8", "--pad", "16", "--channels", "1", "--data", Pictures());
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.PathOf("run"), "config.json")));
        var recorded = Leaves("", config.RootElement).ToArray();
        Assert.Equal([], recorded.Where(name => RunKeys.Find(name) is not { IsRecorded: true } && !RunKeys.Facts.Contains(name)));
        Assert.Equal([], RunKeys.All.Where(key => key.IsRecorded && !recorded.Contains(key.Name)));
        Assert.Equal([], RunKeys.Facts.Except(recorded));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_word_that_is_nearly_a_key_is_told_the_key(string name)
    {
        var call = FlowCall.Run("train", "--out", _folder.PathOf("run"), "--set", $"{name}z=1");
        Assert.Equal(2, call.Code);
        Assert.EndsWith($" The closest is {name}.", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }

    private static TrainCommand Train() => FlowCommand.Create(new Terminal(TextWriter.Null, TextWriter.Null))
        .Subcommands.OfType<TrainCommand>().Single();

    private string Pictures()
    {
        TestPictures.Write(Directory.CreateDirectory(_folder.PathOf("pictures")).FullName, count: 4);
        return _folder.PathOf("pictures");
    }

    private static IEnumerable<string> Leaves(string place, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && place is not ("model.image" or "model.padded")
            ? value.EnumerateObject().SelectMany(member => Leaves(place.Length == 0 ? member.Name : $"{place}.{member.Name}", member.Value))
            : [place];
}
