using System.Globalization;
using FlowCore.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace FlowCore.Tests.Tools;

/// <summary>A run whose process is killed at random moments, as a power cut or a full memory does, checkpoint writes included.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    // By hand: FLOW_KILLS=20 dotnet test FlowCore.Tests --filter KillTests.
    private const string CountVariable = "FLOW_KILLS";
    private const int UsualCount = 5;
    private const int Steps = 150;

    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public void Killed_at_any_moment_a_run_goes_on_and_ends_as_if_it_had_not_been()
    {
        var whole = _folder.PathOf("whole");
        var count = int.Parse(Environment.GetEnvironmentVariable(CountVariable) ?? $"{UsualCount}", CultureInfo.InvariantCulture);
        var seed = Environment.TickCount;
        var random = new System.Random(seed);
        var call = Call(checkpointEvery: 1 + random.Next(3), Steps);
        Assert.Equal(0, FlowCall.Run(["train", .. call, "--out", whole]).Code);
        for (var kills = 0; kills < count;)
        {
            var delay = random.Next(0, 1800);
            using var run = Start(call);
            run.WaitForHandlers();
            Thread.Sleep(delay);
            run.Kill();
            var end = run.End();
            Assert.True(end.Code is 137 or 0, $"seed {seed}, kill {kills}, {delay} ms: {end.Code}, {end.Error}");
            output.WriteLine($"seed {seed}, {delay} ms: {Lines()} lines, {LeftBehind()} half-written");
            if (end.Code == 137)
            {
                kills++;
            }
            else
            {
                // It came to its end before the signal: the next one begins anew.
                TestRuns.AssertSame(whole, Out);
                Directory.Delete(Out, recursive: true);
            }
        }

        using var last = Start(call);
        var finish = last.End();
        Assert.True(finish.Code == 0, $"seed {seed}: {finish.Error}");
        Assert.Equal(0, LeftBehind());
        TestRuns.AssertSame(whole, Out);
    }

    [LinuxFact]
    public void A_disk_that_is_full_ends_the_run_in_a_line_and_the_checkpoint_before_remains()
    {
        using (var run = FlowProcess.Start("exec \"$@\"", ["train", .. Call(checkpointEvery: 20, steps: 100_000, otherEvery: 0, width: 200), "--out", Out]))
        {
            run.WaitForLine("step 50/");

            // Less than a checkpoint has, and more than the logs will have at the next one.
            run.LimitFiles(bytes: 450_000);
            var call = run.End();
            Assert.Equal(1, call.Code);
            Assert.Matches(
                @"/run/checkpoints/step-\d+\.safetensors: expected a file that can be written, got more than a file may hold here\.",
                call.ErrorLines[^1]);
        }

        Assert.Equal(0, LeftBehind());
        var went = FlowCall.Run("train", "--resume", Out, "--max-steps", "200");
        Assert.True(went.Code == 0, went.Error);
        Assert.Equal(Enumerable.Range(1, 200), TestRuns.Steps(Out));
    }

    private static string[] Call(int checkpointEvery, int steps, int otherEvery = 50, int width = 40) =>
    [
        "--levels", "1", "--steps-per-level", "1", "--width", $"{width}", "--batch-size", "4", "--init-images", "20", "--device", "cpu",
        "--threads", "1", "--eval-every", $"{otherEvery}", "--sample-every", $"{otherEvery}", "--max-steps", $"{steps}",
        "--checkpoint-every", $"{checkpointEvery}",
    ];

    private FlowProcess Start(string[] call) => FlowProcess.Start(
        "exec \"$@\"",
        ["train", .. File.Exists(Path.Combine(Out, "config.json")) ? (string[])["--resume", Out, "--threads", "1"] : [.. call, "--out", Out]]);

    private int LeftBehind() => Directory.Exists(Out) ? Directory.EnumerateFiles(Out, "*.tmp", SearchOption.AllDirectories).Count() : 0;

    private int Lines() => File.Exists(Path.Combine(Out, "metrics.jsonl")) ? File.ReadLines(Path.Combine(Out, "metrics.jsonl")).Count() : 0;
}
