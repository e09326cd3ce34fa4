using System.Text;
using FlowCore.Backends.Cpu;
using FlowCore.Files.SafeTensors;
using FlowCore.Runs;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Runs;

/// <summary>What a run does not go on from, and what it falls back to.</summary>
public sealed class RunResumeRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunResumeRefusalTests()
    {
        TestRuns.Run(TestRuns.Plan(Whole));
        using var stop = new CancellationTokenSource();
        TestRuns.Run(TestRuns.Plan(Out), new RunWatcher { At = (7, stop.Cancel) }, stop.Token);
    }

    public static TheoryData<string, Func<RunPlan, RunPlan>> Disagreements => new()
    {
        { "TrainingOptions.BatchSize: expected 6, which the run began with, got 7.", plan => plan with { Training = plan.Training with { BatchSize = 7 } } },
        { "TrainingOptions.LearningRate: expected 0.015, which the run began with, got 0.02.", plan => plan with { Training = plan.Training with { LearningRate = 0.02 } } },
        { "TrainingOptions.Seed: expected 5, which the run began with, got 6.", plan => plan with { Training = plan.Training with { Seed = 6 } } },
        { "TrainingOptions.Flip: expected true, which the run began with, got false.", plan => plan with { Training = plan.Training with { Flip = false } } },
        { "FlowConfig.Width: expected 4, which the run began with, got 5.", plan => plan with { Model = plan.Model with { Width = 5 } } },
        { "FlowConfig.Prior: expected normal, which the run began with, got learned.", plan => plan with { Model = plan.Model with { Prior = "learned" } } },
        { "RunRecord.Data: expected noise, which the run began with, got other.", plan => plan with { Data = plan.Data with { Path = "other" } } },
        { "RunRecord.ValidImages: expected 10, which the run began with, got 0.", plan => plan with { Data = plan.Data with { Valid = null } } },
        { "RunRecord.SplitSeed: expected 0, which the run began with, got 9.", plan => plan with { Data = plan.Data with { SplitSeed = 9 } } },
        { "TrainingOptions.MaxSteps: expected 7 or more, the steps that are done, got 6.", plan => plan with { Training = plan.Training with { MaxSteps = 6 } } },
        { "RunPlan.Folder: expected none for a run that goes on, which has its own, got 'x'.", plan => plan with { Folder = "x" } },
        { "RunPlan.Keep: expected 0 or more, got -1.", plan => plan with { Keep = -1 } },
    };

    private string Whole => _folder.PathOf("whole");

    private string Out => _folder.PathOf("run");

    private string Last => Checkpoint("last");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Disagreements))]
    public void What_disagrees_with_the_run_is_refused_with_both_values_and_nothing_changes(string line, Func<RunPlan, RunPlan> change)
    {
        var before = Bytes();
        var refusal = Assert.Throws<FlowOptionException>(() => TestRuns.Run(change(TestRuns.Plan(resume: Out))));
        Assert.StartsWith(line, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Bytes());
    }

    [Theory]
    [InlineData("cut", "bytes of tensor data, got ")]
    [InlineData("empty", "expected a safetensors file, got an empty file")]
    [InlineData("flipped", "contents with the SHA-256 ")]
    [InlineData("foreign", "expected metadata 'format', got none.")]
    [InlineData("newer", "expected format flowcore-2, got 'flowcore-9'. Use the version that wrote it.")]
    [InlineData("other model", "expected FlowConfig.Width 4, got 5. It is of another model.")]
    [InlineData("other run", "expected a checkpoint of this run, whose TrainingOptions.Seed is 5, got 6. It is of another run.")]
    [InlineData("model alone", "expected metadata 'updates', got none. It was saved without what training needs to go on.")]
    public void A_last_checkpoint_that_is_not_whole_or_not_of_the_run_is_passed_over_for_the_one_before(string damage, string line)
    {
        Damage(Last, damage);
        var named = Assert.ThrowsAny<FlowException>(() => TestRuns.Run(TestRuns.Plan(resume: Last)));
        Assert.StartsWith(Last, named.Message, StringComparison.Ordinal);
        Assert.Contains(line, named.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', named.Message);

        var watcher = new RunWatcher();
        TestRuns.Run(TestRuns.Plan(resume: Out), watcher);
        Assert.Equal([$"passed over {named.Message}", $"goes on from step 6, {Checkpoint("step-000006")}"], watcher.Lines);
        Assert.Equal([7, 8, 9, 10], watcher.Steps);
        TestRuns.AssertSame(Whole, Out);
    }

    [Fact]
    public void Of_several_damaged_checkpoints_none_stays_to_be_taken_for_a_newer_one()
    {
        Damage(Last, "flipped");
        Damage(Checkpoint("step-000006"), "cut");
        var watcher = new RunWatcher();
        using var stop = new CancellationTokenSource();
        TestRuns.Run(TestRuns.Plan(resume: Out), new RunWatcher { At = (5, stop.Cancel) }, stop.Token);
        TestRuns.Run(TestRuns.Plan(resume: Out), watcher);
        Assert.Equal([6, 7, 8, 9, 10], watcher.Steps);
        Assert.Empty(watcher.Lines);
        TestRuns.AssertSame(Whole, Out);
    }

    [Fact]
    public void Without_a_whole_checkpoint_there_is_nothing_to_go_on_from_and_nothing_changes()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Out, "checkpoints")))
        {
            Damage(path, "cut");
        }

        var before = Bytes();
        Assert.Equal(
            $"{Path.Combine(Out, "checkpoints")}: expected a whole checkpoint, got none among 3. Use a copy of one, or begin another run.",
            Assert.Throws<FlowException>(() => TestRuns.Run(TestRuns.Plan(resume: Out))).Message);
        Assert.Equal(before, Bytes());
    }

    [Fact]
    public void A_process_at_a_time_works_on_a_run()
    {
        FlowException? refusal = null;
        TestRuns.Run(TestRuns.Plan(resume: Out), new RunWatcher
        {
            At = (9, () => refusal = Assert.Throws<FlowException>(() => TestRuns.Run(TestRuns.Plan(resume: Out)))),
        });
        Assert.Equal(
            $"{Out}: expected a run that no other process works on, got one that is being trained. Wait for its end, or stop it first.",
            refusal!.Message);
        TestRuns.AssertSame(Whole, Out);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_ends_the_run_in_a_line_and_the_one_before_remains()
    {
        // A folder where the next checkpoint is to be.
        Directory.CreateDirectory(Checkpoint("step-000008"));
        var failure = Assert.Throws<FlowException>(() => TestRuns.Run(TestRuns.Plan(resume: Out)));
        Assert.StartsWith($"{Checkpoint("step-000008")}: expected a file that can be written, got a folder.", failure.Message, StringComparison.Ordinal);
        Directory.Delete(Checkpoint("step-000008"));
        var watcher = new RunWatcher();
        TestRuns.Run(TestRuns.Plan(resume: Out), watcher);
        Assert.Equal([8, 9, 10], watcher.Steps);
        TestRuns.AssertSame(Whole, Out);
    }

    [Fact]
    public void Lines_of_metrics_that_are_missing_are_missed()
    {
        File.Delete(Path.Combine(Out, "metrics.jsonl"));
        var watcher = new RunWatcher();
        TestRuns.Run(TestRuns.Plan(resume: Out), watcher);
        Assert.Equal([$"{Path.Combine(Out, "metrics.jsonl")} has no line of step 7, which is done"], watcher.Lines);
        Assert.Equal(TestRuns.Metrics(Whole)[7..], TestRuns.Metrics(Out));
    }

    [Theory]
    [InlineData("nowhere", "expected a run's folder, or one of its checkpoints, got nothing there.")]
    [InlineData("", "expected the folder of a run, with its config.json, got one without.")]
    [InlineData("elsewhere.safetensors", "expected a checkpoint in the checkpoints of a run, got a file elsewhere.")]
    public void Where_there_is_no_run_there_is_none_to_go_on_with(string name, string line)
    {
        _folder.Write("elsewhere.safetensors", File.ReadAllBytes(Last));
        var refusal = Assert.Throws<FlowException>(() => TestRuns.Run(TestRuns.Plan(resume: _folder.PathOf(name))));
        Assert.Contains(line, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "expected the configuration of a run, got something else.")]
    [InlineData("{\"novel\": 1}", "expected the configuration of a run, got other JSON: ")]
    [InlineData("half of", "expected the configuration of a run, got other JSON: ")]
    public void A_record_that_is_none_is_refused(string text, string line)
    {
        File.WriteAllText(Path.Combine(Out, "config.json"), text);
        var refusal = Assert.Throws<FlowException>(() => TestRuns.Run(TestRuns.Plan(resume: Out)));
        Assert.StartsWith($"{Path.Combine(Out, "config.json")}: {line}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plateau_must_be_scored_as_often_as_before()
    {
        var (plan, folder) = (TestRuns.Plan(), _folder.PathOf("plateau"));
        plan = plan with { Training = plan.Training with { Schedule = ScheduleKind.Plateau } };
        TestRuns.Run(plan with { Folder = folder, Training = plan.Training with { MaxSteps = 5 } });
        Assert.StartsWith(
            "RunPlan.EvaluateEvery: expected 5, which the run began with, got 4.",
            Assert.Throws<FlowOptionException>(() => TestRuns.Run(plan with { Resume = folder, EvaluateEvery = 4 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_newest_run_is_the_one_that_was_saved_last()
    {
        Assert.Equal(Out, RunFolder.Newest(_folder.Path));
        Assert.Equal(Whole, RunFolder.Newest(Whole));
        File.SetLastWriteTimeUtc(Path.Combine(Whole, "checkpoints", "last.safetensors"), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(Whole, RunFolder.Newest(_folder.Path));
        Assert.Contains("got none.", Assert.Throws<FlowException>(() => RunFolder.Newest(_folder.PathOf("none"))).Message, StringComparison.Ordinal);
    }

    private string Checkpoint(string name) => Path.Combine(Out, "checkpoints", $"{name}.safetensors");

    private string[] Bytes() => [.. Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => $"{path} {Convert.ToHexString(File.ReadAllBytes(path))}")];

    private void Damage(string path, string damage)
    {
        var bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "cut":
                File.WriteAllBytes(path, bytes[..^20]);
                break;
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "flipped":
                bytes[^100] ^= 4;
                File.WriteAllBytes(path, bytes);
                break;
            case "newer":
                File.WriteAllBytes(path, Encoding.Latin1.GetBytes(
                    Encoding.Latin1.GetString(bytes).Replace("flowcore-2", "flowcore-9", StringComparison.Ordinal)));
                break;
            case "foreign":
                var foreign = new SafeTensorsWriter();
                foreign.Add("weight", new Shape(2), new float[2]);
                foreign.Save(path);
                break;
            case "model alone":
                using (var backend = new CpuBackend(threads: 1))
                {
                    var (model, step) = FlowCore.Checkpoints.Checkpoint.Load(path, backend);
                    FlowCore.Checkpoints.Checkpoint.Save(path, model, step);
                    model.Dispose();
                }

                break;
            default:
                var plan = TestRuns.Plan(_folder.PathOf("other"));
                TestRuns.Run(damage == "other run"
                    ? plan with { Training = plan.Training with { Seed = 6 } }
                    : plan with { Model = plan.Model with { Width = 5 } });
                File.Copy(Path.Combine(_folder.PathOf("other"), "checkpoints", "last.safetensors"), path, overwrite: true);
                break;
        }
    }
}
