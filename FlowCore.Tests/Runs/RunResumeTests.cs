using FlowCore.Data;
using FlowCore.Runs;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Runs;

/// <summary>A run that goes on is the run that never stopped, to the bit: weights, moments, metrics, pictures and checkpoints.</summary>
public sealed class RunResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunResumeTests() => TestRuns.Run(TestRuns.Plan(Whole));

    public static TheoryData<string, Func<TrainingOptions, TrainingOptions>> Trainings => new()
    {
        { "adam", training => training },
        { "adamw", training => training with { Optimizer = OptimizerKind.AdamW, WeightDecay = 0.1 } },
        { "average", training => training with { Optimizer = OptimizerKind.Adamax, AverageDecay = 0.9, MicroBatch = 4 } },
        { "plateau", training => training with { Schedule = ScheduleKind.Plateau, Patience = 1, LearningRate = 0.1 } },
    };

    private string Whole => _folder.PathOf("whole");

    private string Out => _folder.PathOf("run");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Five_steps_and_five_more_are_ten(string name, Func<TrainingOptions, TrainingOptions> change)
    {
        var (whole, training) = (_folder.PathOf("ten"), change(TestRuns.Plan().Training));
        TestRuns.Run(TestRuns.Plan(whole) with { Training = training, EvaluateEvery = 1 });
        TestRuns.Run(TestRuns.Plan(Out) with { Training = training with { MaxSteps = 5 }, EvaluateEvery = 1 });
        var watcher = new RunWatcher();
        var result = TestRuns.Run(TestRuns.Plan(resume: Out) with { Training = training, EvaluateEvery = 1 }, watcher);
        Assert.Equal((name, 10, 5), (name, result.SavedStep, watcher.FirstStep));
        Assert.Equal([6, 7, 8, 9, 10], watcher.Steps);
        Assert.Empty(watcher.Lines);
        TestRuns.AssertSame(whole, Out);
    }

    [Fact]
    public void A_cosine_that_is_to_end_elsewhere_is_said()
    {
        var training = TestRuns.Plan().Training with { Schedule = ScheduleKind.Cosine };
        TestRuns.Run(TestRuns.Plan(Out) with { Training = training with { MaxSteps = 5 } });
        var watcher = new RunWatcher();
        TestRuns.Run(TestRuns.Plan(resume: Out) with { Training = training }, watcher);
        Assert.Equal(["the cosine of the learning rate was to end at step 5, and ends at 10 now"], watcher.Lines);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(10)]
    public void A_run_that_was_asked_to_stop_goes_on_as_if_it_had_not_been(int step)
    {
        StopAt(step);
        TestRuns.Run(TestRuns.Plan(resume: Out));
        TestRuns.AssertSame(Whole, Out);
    }

    [Fact]
    public void A_run_that_is_stopped_while_it_is_evaluated_is_evaluated_when_it_goes_on()
    {
        using var stop = new CancellationTokenSource();
        var plan = TestRuns.Plan(Out);
        TestRuns.Run(
            plan with { Data = plan.Data with { Valid = new StoppingImageSet(plan.Data.Valid!, stop) } }, observer: null, stop.Token);
        Assert.DoesNotContain("validBpd", TestRuns.Metrics(Out)[4], StringComparison.Ordinal);
        TestRuns.Run(TestRuns.Plan(resume: Out));
        TestRuns.AssertSame(Whole, Out);
    }

    [Fact]
    public void A_run_that_was_ended_before_its_first_checkpoint_begins()
    {
        RunFolder.Create(Out, TestRuns.Record("tiny"));
        TestRuns.Run(TestRuns.Plan(resume: Out));
        TestRuns.AssertSame(Whole, Out);
    }

    [Fact]
    public void A_run_that_is_done_is_only_scored_again()
    {
        var watcher = new RunWatcher();
        var result = TestRuns.Run(TestRuns.Plan(resume: Whole), watcher);
        Assert.Empty(watcher.Steps);
        Assert.False(result.IsInterrupted);
        Assert.NotNull(result.Test);
    }

    [Fact]
    public void From_a_checkpoint_that_is_named_a_run_goes_on_as_if_it_had_never_come_further()
    {
        var from = Path.Combine(StopAt(9), "checkpoints", "step-000006.safetensors");
        var watcher = new RunWatcher();
        TestRuns.Run(TestRuns.Plan(resume: from), watcher);
        Assert.Equal([7, 8, 9, 10], watcher.Steps);
        TestRuns.AssertSame(Whole, Out);
    }

    [Fact]
    public void What_does_not_decide_numbers_may_change()
    {
        var plan = TestRuns.Plan(resume: StopAt(6)) with { CheckpointEvery = 3, SampleEvery = 0, EvaluateEvery = 2, Keep = 0 };
        TestRuns.Run(plan with { Training = plan.Training with { MaxSteps = 12, Recompute = true, SkipUnreadable = false } });
        Assert.Equal(12, RunRecord.Load(Path.Combine(Out, "config.json")).Training.MaxSteps);
        TestRuns.Run(TestRuns.Plan(resume: Whole) with { Training = plan.Training with { MaxSteps = 12 } });
        Assert.Equal(
            TestRuns.Metrics(Whole)[10..].Select(WithoutEvaluation), TestRuns.Metrics(Out)[10..].Select(WithoutEvaluation));

        // The rest of a line is what an evaluation found.
        static string WithoutEvaluation(string line) => line.Split(",\"validBpd\"")[0].TrimEnd('}');
    }

    [Fact]
    public void The_newest_checkpoints_are_kept_and_no_more()
    {
        Assert.Equal(["best.safetensors", "last.safetensors", "step-000006.safetensors", "step-000008.safetensors"], Checkpoints(Whole));
        TestRuns.Run(TestRuns.Plan(Out) with { Keep = 0 });
        Assert.Equal(["best.safetensors", "last.safetensors"], Checkpoints(Out));
    }

    [Theory]
    [InlineData("last")]
    [InlineData("step-000004")]
    public void A_process_that_is_killed_between_two_names_of_a_checkpoint_leaves_both_checkpoints(string before)
    {
        // Of a run that is about to make step 6 its last: step 4 still is, or is no more.
        StopAt(6);
        File.Move(Checkpoint("last"), Checkpoint("step-000006"));
        File.Move(Checkpoint("step-000004"), Checkpoint(before), overwrite: true);
        var watcher = new RunWatcher();
        TestRuns.Run(TestRuns.Plan(resume: Out) with { Keep = 9 }, watcher);
        Assert.Equal([7, 8, 9, 10], watcher.Steps);
        Assert.Equal(
            ["best", "last", "step-000002", "step-000004", "step-000006", "step-000008"],
            Checkpoints(Out).Select(Path.GetFileNameWithoutExtension));
        TestRuns.Run(TestRuns.Plan(resume: Out));
        TestRuns.AssertSame(Whole, Out);
    }

    [Fact]
    public void What_a_killed_process_left_half_written_is_gone_when_the_run_goes_on()
    {
        foreach (var name in new[] { "config.json", "checkpoints/step-000007.safetensors", "checkpoints/best.safetensors", "samples/step-000005.png" })
        {
            File.WriteAllText(Path.Combine(StopAtOnce(6), $"{name}.{Guid.NewGuid():N}.tmp"), "half");
        }

        File.AppendAllText(Path.Combine(Out, "metrics.jsonl"), "{\"step\":7}\n{\"step\":8}\n{\"st");
        TestRuns.Run(TestRuns.Plan(resume: Out));
        TestRuns.AssertSame(Whole, Out);
    }

    private string StopAt(int step)
    {
        using var stop = new CancellationTokenSource();
        var result = TestRuns.Run(TestRuns.Plan(Out), new RunWatcher { At = (step, stop.Cancel) }, stop.Token);
        Assert.Equal((true, step), (result.IsInterrupted, result.SavedStep));
        return Out;
    }

    private string StopAtOnce(int step) => Directory.Exists(Out) ? Out : StopAt(step);

    private string Checkpoint(string name) => Path.Combine(Out, "checkpoints", $"{name}.safetensors");

    private static IEnumerable<string?> Checkpoints(string run) =>
        Directory.EnumerateFiles(Path.Combine(run, "checkpoints")).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private sealed class StoppingImageSet(IImageSet inner, CancellationTokenSource stop) : IImageSet
    {
        public string Name => inner.Name;

        public ImageShape Shape => inner.Shape;

        public int Count => inner.Count;

        public int Id(int index) => inner.Id(index);

        public void Read(ReadOnlySpan<int> indices, Span<byte> pixels)
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        }
    }
}
