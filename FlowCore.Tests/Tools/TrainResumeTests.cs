using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary><c>flow train --resume</c>: the words of the command line around what a run does when it goes on.</summary>
public sealed class TrainResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_goes_on_with_what_it_began_with_and_more_steps()
    {
        string[] call = ["--lr", "0.002", "--seed", "3", "--flip", "--kernel", "2", "--sample-every", "4", "--eval-every", "4"];
        FlowCall.Train(_folder.PathOf("whole"), ["--max-steps", "8", .. call]);
        FlowCall.Train(Out, ["--max-steps", "4", .. call]);
        var went = FlowCall.Run("train", "--resume", Out, "--max-steps", "8", "--json");
        Assert.True(went.Code == 0, went.Error);
        Assert.Equal(8, went.Json().GetProperty("steps").GetInt32());
        TestRuns.AssertSame(_folder.PathOf("whole"), Out);
    }

    [Fact]
    public void An_interrupted_run_goes_on_by_itself_where_runs_are()
    {
        FlowCall.Train(_folder.PathOf("whole"), "--max-steps", "60", "--checkpoint-every", "25");
        using var stop = new CancellationTokenSource();
        using var error = new InterruptingWriter("step 50/", stop);
        Assert.Equal(130, FlowCall.Run(
            error, stop.Token, ["train", .. FlowCall.Tiny, "--max-steps", "60", "--checkpoint-every", "25", "--out", Out]).Code);

        // Damaged meanwhile.
        var (last, before) = (Path.Combine(Out, "checkpoints", "last.safetensors"), Path.Combine(Out, "checkpoints", "step-000025.safetensors"));
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..^1]);
        File.Delete(Path.Combine(Out, "checkpoints", "step-000050.safetensors"));
        var went = FlowCall.Run("train", "--resume", "auto", "--out", _folder.Path);
        Assert.True(went.Code == 0, went.Error);
        Assert.StartsWith($"passed over {last}: expected ", went.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal($"goes on from step 25, {before}", went.ErrorLines[1]);
        TestRuns.AssertSame(_folder.PathOf("whole"), Out);
    }

    [Theory]
    [InlineData("--lr: expected 0.015, which the run began with, got 0.02.", "--lr", "0.02")]
    [InlineData("--batch-size: expected 4, which the run began with, got 5.", "--batch-size", "5")]
    [InlineData("--width: expected 4, which the run began with, got 6.", "--width", "6")]
    [InlineData("--seed: expected 0, which the run began with, got 1.", "--seed", "1")]
    [InlineData("--flip: expected false, which the run began with, got true.", "--flip")]
    [InlineData("--split-seed: expected 0, which the run began with, got 9.", "--split-seed", "9")]
    [InlineData("--max-steps: expected 3 or more, the steps that are done, got 2.", "--max-steps", "2")]
    [InlineData("--keep: expected 0 or more, got -1.", "--keep", "-1")]
    public void What_disagrees_with_the_run_is_a_wrong_call_with_both_values(string line, params string[] args)
    {
        FlowCall.Train(Out, "--max-steps", "3");
        var call = FlowCall.Run(["train", "--resume", Out, .. args]);
        Assert.Equal(2, call.Code);
        Assert.StartsWith(line, Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_for_a_new_run_or_to_look_in_and_not_beside_a_run()
    {
        FlowCall.Train(Out, "--max-steps", "1");
        var call = FlowCall.Run("train", "--resume", Out, "--out", _folder.PathOf("other"));
        Assert.Equal((2, "--out: expected none with --resume RUN, which has its folder, got '" + _folder.PathOf("other") + "'. Leave it out."),
            (call.Code, Assert.Single(call.ErrorLines)));
        Assert.Equal(["run"], _folder.Names);
    }

    [Fact]
    public void Where_there_is_no_run_nothing_begins()
    {
        var call = FlowCall.Run("train", "--resume", "auto", "--out", _folder.Path);
        Assert.Equal((2, $"{_folder.Path}: expected a run, or a folder with one, got none. Name the run's folder, or begin one."),
            (call.Code, Assert.Single(call.ErrorLines)));
        Assert.Empty(_folder.Names);
    }
}
