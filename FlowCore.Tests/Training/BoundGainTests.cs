using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

public sealed class BoundGainTests : IDisposable
{
    private const double Most = 3;
    private static readonly ImageShape Image = new(1, 32, 32);
    private static readonly InMemoryImageSet Images = TestImages.Of(
        Image, 32, (n, _, row, column) => ((5 * n) + (3 * row) + (4 * column) + (n * row * column % 7)) % 256);

    private readonly CpuBackend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void At_a_learning_rate_that_ruins_the_inverse_the_bound_holds_after_every_step()
    {
        Assert.True(Gains(bound: 0).Max() > 100 * Most, "The learning rate ruins nothing, and the test shows nothing.");
        Assert.All(Gains(Most), gain => Assert.InRange(gain, 1, Most));
    }

    [Fact]
    public void Training_with_a_bound_that_goes_on_from_a_file_takes_the_steps_of_one_that_never_stopped()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("state.safetensors");
        using var whole = new FlowModel(SmallFlows.Config(Image), _backend);
        using var never = new Trainer(whole, Images, Options(1.5));
        Run(never, steps: 3);
        Checkpoint.Save(path, whole, never.State);
        var expected = Run(never, steps: 3);

        using var part = new FlowModel(SmallFlows.Config(Image), _backend, seed: 9);
        using var state = new TrainingState(part.Arena);
        Checkpoint.Restore(path, part, state);
        using var resumed = new Trainer(part, Images, Options(1.5), state);
        Assert.Equal(expected, Run(resumed, steps: 3));
        Expect.Same(
            TestTensors.ReadDoubles(_backend, whole.Arena.Values), TestTensors.ReadDoubles(_backend, part.Arena.Values), "weights");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(-3)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_bound_that_only_the_identity_meets_is_refused(double bound)
    {
        var failure = Assert.Throws<FlowException>(() => Options(bound).Validate());
        Assert.StartsWith("TrainingOptions.BoundGain: expected 0 (off) or a number above 1, got ", failure.Message, StringComparison.Ordinal);
    }

    private static TrainingOptions Options(double bound) => new()
    {
        BatchSize = 8,
        InitImages = 32,
        LearningRate = 0.1,
        Warmup = 0,
        GradClipNorm = 0,
        BoundGain = bound,
    };

    private static double[] Run(Trainer trainer, int steps) =>
        [.. Enumerable.Range(0, steps).Select(_ => trainer.RunStep().BitsPerDimension)];

    /// <summary>The largest gain after each of some steps.</summary>
    private double[] Gains(double bound)
    {
        using var model = new FlowModel(SmallFlows.Config(Image), _backend);
        using var trainer = new Trainer(model, Images, Options(bound));
        return
        [
            .. Enumerable.Range(0, 12).Select(_ =>
            {
                trainer.RunStep();
                return StabilityReport.Of(model).LargestGain!.Gain!.Value;
            }),
        ];
    }
}
