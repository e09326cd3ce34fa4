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

    [Theory]
    [InlineData(OptimizerKind.Adam, 0)]
    [InlineData(OptimizerKind.AdamW, 0.1)]
    public void Training_that_goes_on_from_a_checkpoint_takes_the_steps_of_one_that_never_stopped(OptimizerKind optimizer, double decay)
    {
        var options = new TrainingOptions { BatchSize = 8, Warmup = 3, InitImages = 16, Seed = 4, Optimizer = optimizer, WeightDecay = decay };
        using var folder = new TemporaryFolder();
        using var backend = new CpuBackend(threads: 1, poisonMemory: true);
        var path = folder.PathOf("state.safetensors");
        using var whole = new FlowModel(SmallFlows.Config(Image), backend);
        using var never = new Trainer(whole, Images, options);
        Run(never, steps: 4);
        Checkpoint.Save(path, whole, never.State);
        var expected = Run(never, steps: 5);

        using var part = new FlowModel(SmallFlows.Config(Image), backend, seed: 9);
        using var state = new TrainingState(part.Arena);
        Assert.Equal(4, Checkpoint.Restore(path, part, state));
        using var resumed = new Trainer(part, Images, options, state);
        Assert.Equal(expected, Run(resumed, steps: 5));
        Expect.Same(
            TestTensors.ReadDoubles(backend, whole.Arena.Values), TestTensors.ReadDoubles(backend, part.Arena.Values), "weights");

        // The model alone comes out of the same file.
        var (model, step) = Checkpoint.Load(path, backend);
        using var loaded = model;
        Assert.Equal(4, step);
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

    private static double[] Run(Trainer trainer, int steps) =>
        [.. Enumerable.Range(0, steps).Select(_ => trainer.RunStep()).SelectMany(step => (double[])[step.BitsPerDimension, step.GradientNorm, step.LearningRate])];
}
