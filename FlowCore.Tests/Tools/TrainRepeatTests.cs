using System.Globalization;
using System.Text.Json.Nodes;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

public sealed class TrainRepeatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_seed_gives_the_same_metrics_pictures_and_model_to_the_bit_with_one_thread_as_with_two()
    {
        var (first, second) = (Train("first", "--threads", "1"), Train("second", "--threads", "2"));
        Assert.Equal(Metrics(first), Metrics(second));
        foreach (var file in new[] { "samples/step-000003.png", "checkpoints/last.safetensors" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(first, file)), File.ReadAllBytes(Path.Combine(second, file)));
        }
    }

    [Fact]
    public void Another_seed_gives_other_metrics() =>
        Assert.NotEqual(Metrics(Train("first")), Metrics(Train("second", "--seed", "1")));

    [Fact]
    public void A_culture_that_writes_commas_changes_nothing()
    {
        var plain = FlowCall.Train(_folder.PathOf("plain"), "--max-steps", "3", "--lr", "0.002");
        var commas = WithCommas(() => FlowCall.Train(_folder.PathOf("commas"), "--max-steps", "3", "--lr", "0.002"));
        Assert.Equal(Metrics(_folder.PathOf("plain")), Metrics(_folder.PathOf("commas")));
        Assert.Equal(plain.Json().GetProperty("testBpd").GetDouble(), commas.Json().GetProperty("testBpd").GetDouble());
        Assert.Equal(Words(plain, "plain"), Words(commas, "commas"));
        Assert.Equal(FlowCall.Run("train", "--help"), WithCommas(() => FlowCall.Run("train", "--help")));

        var refused = WithCommas(() => FlowCall.Run("train", "--lr", "0,002"));
        Assert.Equal((2, "--lr: expected a number such as 0.001, got '0,002'."), (refused.Code, refused.Error.TrimEnd()));

        // All but the last line, which has times.
        string[] Words(FlowCall call, string run) =>
            call.Output.Replace(_folder.PathOf(run), "RUN", StringComparison.Ordinal).TrimEnd('\n').Split('\n')[..^1];
    }

    private static T WithCommas<T>(Func<T> run)
    {
        var before = CultureInfo.CurrentCulture;

        // Made by hand, because no culture's data is loaded here: what de-DE does to numbers.
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.NumberGroupSeparator) = (",", ".");
        try
        {
            CultureInfo.CurrentCulture = commas;
            Assert.Equal("0,5", $"{0.5}");
            return run();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string[] Metrics(string run) =>
        [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line =>
        {
            var members = JsonNode.Parse(line)!.AsObject();
            Assert.All(
                ["ms", "imagesPerSecond", "dataWaitShare", "dataMs", "forwardMs", "backwardMs", "optimizerMs"],
                name => Assert.True(members.Remove(name)));
            Assert.All(["managedBytes", "nativeBytes", "workingSetBytes"], name => members.Remove(name));
            return members.ToJsonString();
        })];

    private string Train(string name, params string[] args)
    {
        FlowCall.Train(_folder.PathOf(name), ["--max-steps", "3", .. args]);
        return _folder.PathOf(name);
    }
}
