using System.Text.Json;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>Averages and schedules from the command line.</summary>
public sealed class TrainAverageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.Write("data", IdxBytes.Grey(40, 8, 8));

    private string Out => _folder.PathOf("run");

    // The best checkpoint has the weights that scored best and no others.
    private string Last => Path.Combine(Out, "checkpoints", "last.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Evaluations_have_both_scores_and_the_model_file_both_weights()
    {
        FlowCall.Train(
            Out, "--data", Data, "--valid-fraction", "0.25", "--max-steps", "4", "--eval-every", "2", "--ema", "0.9", "--lr", "0.05", "--warmup", "0");
        var lines = File.ReadLines(Path.Combine(Out, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        foreach (var line in lines)
        {
            var isEvaluated = line.GetProperty("step").GetInt32() % 2 == 0;
            Assert.Equal(isEvaluated, line.TryGetProperty("validBpd", out var raw));
            Assert.Equal(isEvaluated, line.TryGetProperty("emaValidBpd", out var average));
            Assert.False(isEvaluated && raw.GetDouble() == average.GetDouble(), "The average is not the weights.");
        }

        // The run's own words and scores are those that the file gives.
        var valid = Score("--split", "valid");
        Assert.Equal(("average", lines[^1].GetProperty("emaValidBpd").GetDouble()), valid);
        Assert.Equal(valid, Score("--split", "valid", "--weights", "average"));
        Assert.Equal(("raw", lines[^1].GetProperty("validBpd").GetDouble()), Score("--split", "valid", "--weights", "raw"));
        Assert.NotEqual(Drawn(), Drawn("--weights", "raw"));
        Assert.Equal(Drawn(), Drawn("--weights", "average"));
    }

    [Fact]
    public void An_average_that_was_not_kept_is_refused_in_the_words_of_the_command_line()
    {
        FlowCall.Train(Out, "--data", Data, "--max-steps", "1", "--ema", "0");
        var call = FlowCall.Run("eval", Out, "--data", Data, "--weights", "average");
        Assert.Equal(1, call.Code);
        Assert.EndsWith(
            "last.safetensors: expected averaged weights, got a training that kept none. Ask for the raw weights, or train with --ema.",
            Assert.Single(call.ErrorLines),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--eval-every 1", "no validation images. Hold some out with --valid-fraction.")]
    [InlineData("--valid-fraction 0.25 --eval-every 0", "--eval-every 0. Set it to a number of steps.")]
    public void A_plateau_without_scores_is_refused_before_anything_is_written(string flags, string got)
    {
        var call = FlowCall.Run(
            ["train", .. FlowCall.Tiny, "--out", Out, "--data", Data, "--schedule", "plateau", .. flags.Split(' ')]);
        Assert.Equal(2, call.Code);
        Assert.Equal(
            $"--schedule: expected validation images that are scored now and then, for a plateau, got {got}", Assert.Single(call.ErrorLines));
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void A_plateau_lowers_the_rate_that_the_next_step_is_logged_with()
    {
        // At such a rate no score is better than the first.
        FlowCall.Train(
            Out, "--data", Data, "--valid-fraction", "0.25", "--schedule", "plateau", "--lr-factor", "0.5", "--patience", "1", "--lr-floor", "1e-9",
            "--max-steps", "5", "--eval-every", "2", "--warmup", "0", "--lr", "1e-8");
        var rates = File.ReadLines(Path.Combine(Out, "metrics.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("lr").GetDouble());
        Assert.Equal([1e-8, 1e-8, 1e-8, 1e-8, 5e-9], rates);
    }

    private (string?, double) Score(params string[] flags)
    {
        var call = FlowCall.Run(["eval", Last, "--data", Data, "--valid-fraction", "0.25", "--json", .. flags]);
        Assert.Equal((0, ""), (call.Code, call.Error));
        return (call.Json().GetProperty("weights").GetString(), call.Json().GetProperty("bpd").GetDouble());
    }

    private string Drawn(params string[] flags)
    {
        var path = _folder.PathOf("samples.png");
        Assert.Equal(0, FlowCall.Run(["sample", Last, "--count", "4", "--out", path, .. flags]).Code);
        return Convert.ToHexString(File.ReadAllBytes(path));
    }
}
