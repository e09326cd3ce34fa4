using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Tests.Support;
using FlowCore.Tools.Shell;
using Xunit;

namespace FlowCore.Tests.Tools;

/// <summary>What signals do to the program, in a process of its own.</summary>
public sealed class SignalTests : IDisposable
{
    private const string Plain = "exec \"$@\"";

    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("run");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public void A_signal_to_stop_saves_what_was_learnt(string signal, int code)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var run = Train(Plain);
        run.WaitForLine("step 50/");
        run.Signal(signal);
        var call = run.End();
        Assert.Equal(code, call.Code);
        Assert.StartsWith("stopped after step ", call.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Equal(MetricLines(), SavedStep());
        Assert.InRange(SavedStep(), 50, int.MaxValue);
        Assert.Empty(Directory.EnumerateFiles(Out, "*.tmp", SearchOption.AllDirectories));
    }

    [LinuxFact]
    public void A_signal_to_quit_ends_even_a_run_at_once()
    {
        using var run = Train(Plain);
        run.WaitForLine("step 50/");
        run.Signal("QUIT");
        Assert.Equal(131, run.End().Code);
        Assert.Equal(0, SavedStep());
    }

    [LinuxFact]
    public void A_run_that_is_to_outlive_its_terminal_does()
    {
        using var run = Train("trap '' HUP; exec \"$@\"");
        run.WaitForLine("step 50/");
        run.Signal("HUP");
        run.WaitForLine("step 150/");
        run.Signal("TERM");
        Assert.Equal(143, run.End().Code);
        Assert.Equal(MetricLines(), SavedStep());
    }

    [Theory]
    [InlineData("INT", 130, "sample", "RUN", "--count", "60000", "--device", "cpu")]
    [InlineData("TERM", 143, "sample", "RUN", "--count", "60000", "--device", "cpu")]
    [InlineData("HUP", 129, "eval", "RUN", "--split", "train", "--device", "cpu")]
    [InlineData("INT", 130, "bench", "step", "--device", "cpu", "--runs", "100000")]
    public void Where_no_work_would_be_lost_a_signal_ends_the_program_at_once(string signal, int code, params string[] args)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        FlowCall.Train(Out, "--max-steps", "1");
        var before = _folder.Names.ToArray();
        var words = args.Select(word => word == "RUN" ? Out : word);
        using var process = FlowProcess.Start(Plain, [.. words, .. args[0] == "sample" ? (string[])["--out", _folder.PathOf("s.png")] : []]);
        process.WaitForHandlers();
        process.Signal(signal);
        var call = process.End();
        Assert.Equal((code, "stopped: expected to finish, got an interrupt."), (call.Code, call.Error.Trim()));
        Assert.Equal(before, _folder.Names);
    }

    [Fact]
    public void The_end_at_any_moment_loses_no_more_than_the_step_at_hand()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        const int Seed = 12;
        var random = new System.Random(Seed);
        for (var trial = 0; trial < 4; trial++)
        {
            var delay = random.Next(100, 1200);
            using var run = Train(Plain);
            Thread.Sleep(delay);
            run.Signal("TERM");
            var call = run.End();
            Assert.True(call.Code == 143, $"Seed {Seed}, {delay} ms: {call.Code}, {call.Error}");
            if (Directory.Exists(Out))
            {
                Assert.Equal(MetricLines(), SavedStep());
                Directory.Delete(Out, recursive: true);
            }

            Assert.Empty(_folder.Names);
        }
    }

    [Fact]
    public void Only_the_first_signal_is_an_order_to_end_tidily_and_only_while_something_is_held()
    {
        using var nothing = new Interrupts();
        Assert.False(nothing.Take(15));
        Assert.Equal(15, nothing.Signal);

        // The process ends by the signal alone: work that ended as well would say so in a second line.
        Assert.False(nothing.Token.IsCancellationRequested);

        using var work = new Interrupts();
        using (work.Hold())
        {
            using (work.Hold())
            {
            }

            Assert.True(work.Take(2));
            Assert.True(work.Token.IsCancellationRequested);
            Assert.False(work.Take(15));
        }

        Assert.Equal(2, work.Signal);

        using var done = new Interrupts();
        done.Hold().Dispose();
        Assert.False(done.Take(1));
    }

    [Theory]
    [InlineData(0, 130)]
    [InlineData(1, 129)]
    [InlineData(2, 130)]
    [InlineData(15, 143)]
    public void The_exit_code_names_the_signal(int signal, int code) => Assert.Equal(code, ExitCode.EndedBy(signal));

    private FlowProcess Train(string shell) => FlowProcess.Start(
        shell,
        ["train", .. FlowCall.Tiny, "--device", "cpu", "--max-steps", "100000000", "--checkpoint-every", "0", "--sample-every", "0", "--out", Out]);

    private int MetricLines() => File.ReadLines(Path.Combine(Out, "metrics.jsonl")).Count();

    private int SavedStep()
    {
        using var backend = new CpuBackend(threads: 1);
        var (model, step) = Checkpoint.Load(Path.Combine(Out, "checkpoints", "last.safetensors"), backend);
        model.Dispose();
        return step;
    }
}
