using FlowCore.Backends.Cpu;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

/// <summary>Steps that must not be done are told by their layer, and leave weights and moments as they were.</summary>
public sealed class BadStepTests : IDisposable
{
    private static readonly ImageShape Gray8 = new(1, 8, 8);

    private readonly CpuBackend _backend = new(threads: 2);
    private readonly FlowModel _model;

    public BadStepTests() => _model = new FlowModel(SmallFlows.Config(Gray8), _backend);

    public static TheoryData<string> Layers => ["level1.step1.finc", "level1.step2.actnorm", "level2.step1.conv1x1", "level2.step2.coupling"];

    public void Dispose()
    {
        _model.Dispose();
        _backend.Dispose();
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_weight_that_is_not_finite_names_its_layer(string layer)
    {
        using var trainer = Trainer();
        trainer.RunStep();
        Poison(_model.Arena.Parameters.First(parameter => parameter.Name.StartsWith(layer + ".", StringComparison.Ordinal)).Value);
        var bad = trainer.RunStep().Bad;
        Assert.NotNull(bad);
        Assert.StartsWith(layer, bad.Layer, StringComparison.Ordinal);
        Assert.Contains(layer, bad.Problem, StringComparison.Ordinal);
        Assert.Equal(bad.Images.Ids.Order(), bad.Suspects.Order());
    }

    [Fact]
    public void A_weight_that_no_number_depends_on_is_found_all_the_same()
    {
        // The last convolution of a coupling starts at zero, and what rectifiers hide of the NaN is multiplied by that.
        using var trainer = Trainer();
        trainer.RunStep();
        var scale = _model.Arena.Parameters.Last(parameter => parameter.Name.EndsWith(".bias", StringComparison.Ordinal));
        Poison(scale.Value);
        Assert.Contains(scale.Name, trainer.RunStep().Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_step_leaves_weights_and_moments_alone_keeps_its_batch_and_the_next_one_goes_on()
    {
        using var trainer = Trainer();
        trainer.RunStep();
        var parameter = _model.Arena.Parameters[0];
        var good = TestTensors.ReadDoubles(_backend, parameter.Value);
        Poison(parameter.Value);
        var (weights, moments) = (Read(_model.Arena.Values), Moments(trainer));
        var bad = trainer.RunStep().Bad!;
        Expect.Same(weights, Read(_model.Arena.Values), "weights");
        Expect.Same(moments, Moments(trainer), "moments");
        var images = (byte[])bad.Images.Pixels.Clone();

        _backend.Write(good, parameter.Value);
        for (var step = 0; step < 6; step++)
        {
            Assert.Null(trainer.RunStep().Bad);
        }

        Assert.Equal(1, trainer.Refused);
        Assert.Equal(images, bad.Images.Pixels);
        Assert.Equal((2, 8), (bad.Step, bad.Images.Count));
    }

    [Fact]
    public void No_bad_step_at_all_may_be_allowed()
    {
        using var trainer = Trainer(most: 0);
        Poison(_model.Arena.Parameters[0].Value);
        Assert.NotNull(trainer.RunStep().Bad);
        Assert.StartsWith(
            "training: expected at most 0 bad steps, got 1; step 1: the loss is NaN",
            Assert.Throws<FlowException>(() => trainer.RunStep()).Message,
            StringComparison.Ordinal);
    }

    private Trainer Trainer(int most = 10)
    {
        var trainer = new Trainer(
            _model, TestImages.Noise(Gray8, 32, 2), new TrainingOptions { BatchSize = 8, InitImages = 32, MaxBadSteps = most });
        trainer.Initialize();
        return trainer;
    }

    private void Poison(Tensor values)
    {
        var numbers = new float[values.Shape.Count];
        _backend.Read(values, numbers);
        numbers[^1] = float.NaN;
        _backend.Write(numbers, values);
    }

    private double[] Read(Tensor values) => TestTensors.ReadDoubles(_backend, values);

    private double[] Moments(Trainer trainer) => [.. trainer.State.Sections.Values.SelectMany(Read)];
}
