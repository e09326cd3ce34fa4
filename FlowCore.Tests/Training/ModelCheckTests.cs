using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

public sealed class ModelCheckTests : IDisposable
{
    private static readonly ImageShape Gray8 = new(1, 8, 8);

    private readonly CpuBackend _backend = new(threads: 1);
    private readonly FlowModel _model;
    private readonly Trainer _trainer;

    public ModelCheckTests()
    {
        _model = new FlowModel(SmallFlows.Config(Gray8), _backend);
        _trainer = new Trainer(_model, TestImages.Noise(Gray8, 32, 2), new TrainingOptions { BatchSize = 8, InitImages = 32 });
    }

    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void A_model_is_of_use_from_its_start_and_after_good_steps()
    {
        _trainer.Initialize();
        Assert.Null(_trainer.FindFault());
        for (var step = 0; step < 5; step++)
        {
            Assert.Null(_trainer.RunStep().Refusal);
            Assert.Null(_trainer.FindFault());
        }
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void A_weight_that_is_not_finite_is_named(double value, string text)
    {
        _trainer.Initialize();
        var poisoned = _model.Arena.Parameters.Single(p => p.Name == "level2.step1.coupling.conv2.bias");
        _backend.Fill(poisoned.Value, value);
        Assert.Equal($"level2.step1.coupling.conv2.bias is {text} at 0", _trainer.FindFault());
    }

    [Theory]
    [InlineData(40.0)]
    [InlineData(1e3)]
    [InlineData(1e30)]
    [InlineData(float.MaxValue)]
    public void A_model_of_finite_weights_that_scores_far_worse_than_knowing_nothing_is_of_no_use(double value)
    {
        _trainer.Initialize();
        var before = TestTensors.ReadDoubles(_backend, _model.Arena.Values);
        _backend.Fill(_model.Arena.Parameters.Single(p => p.Name == "level2.step1.coupling.conv2.bias").Value, value);
        _backend.Fill(_model.Arena.Parameters.Single(p => p.Name == "level1.step1.actnorm.logScale").Value, -Math.Min(value, 80));
        var fault = _trainer.FindFault();
        Assert.Contains(" bits/dim on images that it started from with ", fault, StringComparison.Ordinal);
        Assert.Matches("; the layer that amplifies roundings most is level[12]\\.", fault);

        // And is again, with the weights that it had.
        _backend.Write([.. before.Select(weight => (float)weight)], _model.Arena.Values);
        Assert.Null(_trainer.FindFault());
    }

    [Fact]
    public void What_padding_costs_counts_among_the_bits_of_knowing_nothing()
    {
        // Black images start with few bits, so that the bits of knowing nothing are the bound: 8 a number, padding included.
        var (image, padded) = (new ImageShape(1, 5, 5), new ImageShape(1, 8, 8));
        var images = new InMemoryImageSet("black", image, new byte[32 * image.Dimensions]);
        using var model = new FlowModel(SmallFlows.Config(image) with { Padded = padded }, _backend);
        using var trainer = new Trainer(model, images, new TrainingOptions { BatchSize = 8, InitImages = 32 });
        trainer.Initialize();
        var scale = model.Arena.Parameters.Single(p => p.Name == "level1.step1.actnorm.logScale");
        var most = 1.25 * 8 * padded.Dimensions / image.Dimensions;
        var (kept, refused) = (double.NegativeInfinity, double.PositiveInfinity);
        for (var shrink = 0.0; shrink < 20; shrink += 0.25)
        {
            _backend.Fill(scale.Value, -shrink);
            var bits = Evaluator.Evaluate(model, images, new EvaluationOptions { Seed = 1 }).BitsPerDimension;
            if (trainer.FindFault() is null)
            {
                kept = Math.Max(kept, bits);
            }
            else
            {
                refused = Math.Min(refused, bits);
            }
        }

        Assert.InRange(kept, most / 2, most);
        Assert.InRange(refused, most, double.MaxValue);
    }

    [Fact]
    public void Without_a_start_there_is_nothing_to_compare_with() =>
        Assert.Throws<InvalidOperationException>(() => _trainer.FindFault());

    [Fact]
    public void A_step_that_is_cancelled_does_not_count_and_changes_nothing()
    {
        _trainer.RunStep();
        var before = TestTensors.ReadDoubles(_backend, _model.Arena.Values);
        Assert.ThrowsAny<OperationCanceledException>(() => _trainer.RunStep(new CancellationToken(canceled: true)));
        Assert.Equal(1, _trainer.Step);
        Expect.Same(before, TestTensors.ReadDoubles(_backend, _model.Arena.Values), "weights");
        Assert.Null(_trainer.FindFault());
    }

    [Fact]
    public void A_start_that_is_cancelled_is_none()
    {
        Assert.ThrowsAny<OperationCanceledException>(
            () => _trainer.Initialize(warn: null, new CancellationToken(canceled: true)));
        Assert.False(_model.IsInitialized);
    }
}
