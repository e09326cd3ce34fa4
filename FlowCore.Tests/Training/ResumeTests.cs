using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

public sealed class ResumeTests
{
    private static readonly ImageShape Image = new(1, 8, 8);
    private static readonly InMemoryImageSet Images = TestImages.Noise(Image, 40, seed: 3);

    private static readonly TrainingOptions Options = new() { BatchSize = 8, Warmup = 3, InitImages = 16, Seed = 4, MaxSteps = 10 };

    public static TheoryData<string> Ways => [.. WaysByName.Keys];

    private static Dictionary<string, TrainingOptions> WaysByName { get; } = new()
    {
        ["adam"] = Options,
        ["adamw"] = Options with { Optimizer = OptimizerKind.AdamW, WeightDecay = 0.1, Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-6 },
        ["adamax"] = Options with { Optimizer = OptimizerKind.Adamax },
        ["constant"] = Options with { Schedule = ScheduleKind.Constant },
        ["cosine"] = Options with { Schedule = ScheduleKind.Cosine, LearningRateFloor = 1e-4 },
        ["step"] = Options with { Schedule = ScheduleKind.Step, LearningRateEvery = 4 },
        ["plateau"] = Options with { Schedule = ScheduleKind.Plateau, Patience = 2 },
        ["average"] = Options with { AverageDecay = 0.9 },
        ["micro-batches"] = Options with { MicroBatch = 3 },
        ["all"] = Options with
        {
            Optimizer = OptimizerKind.Adamax, Schedule = ScheduleKind.Plateau, Patience = 2, AverageDecay = 0.9, MicroBatch = 5,
        },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Training_that_goes_on_from_a_checkpoint_takes_the_steps_of_one_that_never_stopped(string way)
    {
        var options = WaysByName[way];
        using var folder = new TemporaryFolder();
        using var backend = new CpuBackend(threads: 1, poisonMemory: true);
        var path = folder.PathOf("state.safetensors");
        using var whole = new FlowModel(SmallFlows.Config(Image), backend);
        using var never = new Trainer(whole, Images, options);
        Run(never, steps: 5);
        Checkpoint.Save(path, whole, never.State);
        var expected = Run(never, steps: 5);

        using var part = new FlowModel(SmallFlows.Config(Image), backend, seed: 9);
        using var state = new TrainingState(part.Arena);
        Assert.Equal(5, Checkpoint.Restore(path, part, state));
        using var resumed = new Trainer(part, Images, options, state);
        Assert.Equal(expected, Run(resumed, steps: 5));
        Expect.Same(
            TestTensors.ReadDoubles(backend, whole.Arena.Values), TestTensors.ReadDoubles(backend, part.Arena.Values), "weights");
        Assert.Equal(never.State.Numbers, state.Numbers);
        Assert.Equal(never.State.Sections.Keys, state.Sections.Keys);
        foreach (var (name, section) in state.Sections)
        {
            Expect.Same(
                TestTensors.ReadDoubles(backend, never.State.Section(name)), TestTensors.ReadDoubles(backend, section), name);
        }

        // The model alone comes out of the same file.
        var (model, step) = Checkpoint.Load(path, backend);
        using var loaded = model;
        Assert.Equal(5, step);
    }

    [Fact]
    public void A_file_without_a_training_state_is_refused_where_one_is_needed()
    {
        using var folder = new TemporaryFolder();
        using var backend = new CpuBackend(threads: 1);
        var path = folder.PathOf("model.safetensors");
        using var model = SmallFlows.Warm(backend, SmallFlows.Config(Image), Images);
        Checkpoint.Save(path, model, step: 5);
        using var state = new TrainingState(model.Arena);
        Assert.Equal(
            $"{path}: expected metadata 'updates', got none. It was saved without what training needs to go on.",
            Assert.Throws<FlowException>(() => Checkpoint.Restore(path, model, state)).Message);
    }

    [Fact]
    public void A_plateau_waits_for_the_score_of_the_step_that_training_stopped_after()
    {
        using var backend = new CpuBackend(threads: 1);
        using var model = new FlowModel(SmallFlows.Config(Image), backend);
        using var trainer = new Trainer(model, Images, WaysByName["plateau"]);
        Assert.False(trainer.AwaitsScore(every: 2));
        trainer.RunStep();
        trainer.RunStep();
        Assert.False(trainer.AwaitsScore(every: 0));
        Assert.False(trainer.AwaitsScore(every: 3));
        Assert.True(trainer.AwaitsScore(every: 2));
        trainer.Observe(5);
        Assert.False(trainer.AwaitsScore(every: 2));
    }

    /// <summary>Steps, each with a score that is worse than the first one's, so that a plateau has something to remember.</summary>
    private static double[] Run(Trainer trainer, int steps)
    {
        var numbers = new List<double>();
        for (var i = 0; i < steps; i++)
        {
            var step = trainer.RunStep();
            trainer.Observe(step.Step == 1 ? 3 : 3.5);
            numbers.AddRange([step.BitsPerDimension, step.GradientNorm, step.Clip, step.LearningRate]);
        }

        return [.. numbers];
    }
}
