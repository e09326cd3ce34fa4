using System.Text.Json;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>Runs that go wrong, and what is left of them.</summary>
public sealed class RunawayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--lr", "1e38", "--warmup", "0", "--max-steps", "1")]
    [InlineData("--lr", "1e38", "--warmup", "0", "--max-steps", "1", "--checkpoint-every", "1")]
    [InlineData("--lr", "1e4", "--warmup", "0", "--max-steps", "4", "--checkpoint-every", "1")]
    [InlineData("--lr", "1e4", "--warmup", "0", "--checkpoint-every", "1")]
    [InlineData("--lr", "1e4", "--warmup", "0", "--checkpoint-every", "1", "--grad-clip-norm", "0")]
    [InlineData("--lr", "1e4", "--warmup", "0", "--max-steps", "3", "--bits", "5")]
    [InlineData("--lr", "10", "--warmup", "0", "--max-steps", "40", "--checkpoint-every", "10")]
    [InlineData("--lr", "10", "--max-steps", "40")]
    [InlineData("--lr", "30", "--max-steps", "40")]
    [InlineData("--lr", "1e30", "--warmup", "0", "--max-steps", "2", "--step", "finc,actnorm,dense,coupling", "--checkpoint-every", "1")]
    [InlineData("--lr", "1e8", "--warmup", "0", "--max-steps", "3", "--optimizer", "adamw", "--weight-decay", "0.1")]
    public void A_model_that_ran_away_is_never_saved_over_one_that_is_of_use_and_the_run_is_not_called_good(params string[] args)
    {
        var call = FlowCall.Run(["train", .. FlowCall.Tiny, "--out", Out, .. args]);
        Assert.Equal(1, call.Code);
        Assert.Matches("Lower --lr|lower --lr", call.ErrorLines[^1]);

        // What is left scores and samples.
        var scored = FlowCall.Run("eval", Out, "--json");
        Assert.Equal(0, scored.Code);
        Assert.InRange(scored.Json().GetProperty("bpd").GetDouble(), 0, 16);
        Assert.Equal(0, FlowCall.Run("sample", Out, "--count", "4", "--out", _folder.PathOf("s.png")).Code);
    }

    [Fact]
    public void An_error_in_the_middle_keeps_the_steps_before_it()
    {
        // The folder of pictures becomes a file, so that the picture of step 60 cannot be written.
        var samples = Path.Combine(Out, "samples");
        using var error = new ActingWriter("step 50/", () =>
        {
            Directory.Delete(samples, recursive: true);
            File.WriteAllText(samples, "");
        });
        var call = FlowCall.Run(error, default, [.. Long, "--sample-every", "60"]);
        Assert.Equal(1, call.Code);
        Assert.StartsWith(Path.Combine(samples, "step-000060.png"), call.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(60, Step());
    }

    [LinuxFact]
    public void A_log_of_metrics_that_cannot_be_written_any_more_keeps_the_steps_before_it()
    {
        using var error = new ActingWriter("step 50/", () =>
        {
            File.Delete(Metrics);
            Directory.CreateDirectory(Metrics);
        });
        var call = FlowCall.Run(error, default, Long);
        Assert.Equal(1, call.Code);
        Assert.StartsWith(Metrics, call.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(51, Step());
    }

    [LinuxFact]
    public void A_log_of_metrics_that_is_deleted_or_moved_away_is_there_again_and_whole()
    {
        var moved = _folder.PathOf("moved");
        using var error = new ActingWriter("step ", () =>
        {
            if (File.Exists(moved))
            {
                File.Delete(Metrics);
            }
            else
            {
                File.Move(Metrics, moved);
            }
        });
        Assert.Equal(0, FlowCall.Run(error, default, [.. Long[..^1], "150"]).Code);
        Assert.Equal(
            Enumerable.Range(1, 150),
            File.ReadLines(Metrics).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt32()));
    }

    private string[] Long =>
        ["train", .. FlowCall.Tiny, "--out", Out, "--checkpoint-every", "0", "--max-steps", "5000"];

    private string Metrics => Path.Combine(Out, "metrics.jsonl");

    private int Step() => FlowCall.Run("eval", Out, "--json").Json().GetProperty("step").GetInt32();
}
