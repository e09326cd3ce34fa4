using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Training;

public sealed class WeightAverageTests : IDisposable
{
    private const double Decay = 0.3;

    private static readonly ImageShape Image = new(1, 8, 8);
    private static readonly InMemoryImageSet Images = TestImages.Noise(Image, 32, seed: 3);
    private static readonly TrainingOptions Options = new() { BatchSize = 8, Warmup = 2, InitImages = 16, AverageDecay = Decay };

    private readonly CpuBackend _backend = new(threads: 1, poisonMemory: true);
    private readonly FlowModel _model;
    private readonly Trainer _trainer;

    public WeightAverageTests()
    {
        _model = new FlowModel(SmallFlows.Config(Image), _backend);
        _trainer = new Trainer(_model, Images, Options);
    }

    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void It_is_the_average_of_the_weights_after_each_update_and_of_the_start()
    {
        using var backend = new ReferenceBackend();
        using var model = new FlowModel(SmallFlows.Config(Image), backend);
        using var trainer = new Trainer(model, Images, Options);
        trainer.Initialize();
        var expected = Weights(model);
        Expect.Same(expected, Average(trainer), "the start");
        for (var n = 0; n < 6; n++)
        {
            trainer.RunStep();
            var decay = Math.Min(Decay, (1.0 + n) / (10 + n));
            expected = [.. expected.Zip(Weights(model), (average, weight) => (decay * average) + ((1 - decay) * weight))];
            Expect.Close(expected, Average(trainer), 1e-14, $"after {n + 1} updates");
        }

        Assert.True(0.3 < 5.0 / 14, "The last updates are past the warm-up.");
    }

    [Fact]
    public void Training_with_an_average_is_training_without_one_to_the_bit()
    {
        using var model = new FlowModel(SmallFlows.Config(Image), _backend);
        using var without = new Trainer(model, Images, Options with { AverageDecay = 0 });
        Assert.Null(without.Average);
        for (var step = 0; step < 5; step++)
        {
            Assert.Equal(without.RunStep().BitsPerDimension, _trainer.RunStep().BitsPerDimension);
            _trainer.Average!.Use(() => _model.Sample(2));
        }

        Expect.Same(Weights(model), Weights(_model), "weights");
        Assert.DoesNotContain(WeightAverage.Section, without.State.Sections.Keys);
    }

    [Fact]
    public void Using_it_shows_the_averaged_weights_and_puts_the_others_back_whatever_happens()
    {
        _trainer.RunStep();
        _trainer.RunStep();
        var (weights, average) = (Weights(_model), Average(_trainer));
        Assert.NotEqual(weights, average);
        _trainer.Average!.Use(() => Expect.Same(average, Weights(_model), "while it is used"));
        Expect.Same(weights, Weights(_model), "after");
        Assert.Throws<FlowException>(() => _trainer.Average.Use(() => throw new FlowException("it", "luck", "none", "")));
        Expect.Same(weights, Weights(_model), "after a failure");
        Expect.Same(average, Average(_trainer), "the average");
    }

    [Fact]
    public void A_refused_step_leaves_it_alone()
    {
        _trainer.RunStep();
        var before = Average(_trainer);
        _backend.Fill(_model.Arena.Parameters.Single(p => p.Name == "level1.step2.coupling.conv2.bias").Value, double.NaN);
        Assert.NotNull(_trainer.RunStep().Refusal);
        Expect.Same(before, Average(_trainer), "the average");
    }

    [Fact]
    public void A_loaded_model_has_the_averaged_weights_unless_the_raw_ones_are_asked_for()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("trained.safetensors");
        for (var step = 0; step < 3; step++)
        {
            _trainer.RunStep();
        }

        Checkpoint.Save(path, _model, _trainer.State);
        Assert.Equal(ModelWeights.Average, Checkpoint.WeightsOf(path));
        Expect.Same(Average(_trainer), Loaded(path, weights: null), "those that are taken by themselves");
        Expect.Same(Average(_trainer), Loaded(path, ModelWeights.Average), "averaged");
        Expect.Same(Weights(_model), Loaded(path, ModelWeights.Raw), "raw");

        Checkpoint.Save(path, _model, step: 3, _trainer.Average);
        Expect.Same(Average(_trainer), Loaded(path, weights: null), "without what training needs to go on");
        Expect.Same(Weights(_model), Loaded(path, ModelWeights.Raw), "raw, without what training needs to go on");

        Checkpoint.Save(path, _model, step: 3);
        Assert.Equal(ModelWeights.Raw, Checkpoint.WeightsOf(path));
        Expect.Same(Weights(_model), Loaded(path, weights: null), "of a file without an average");
        Assert.Equal(
            $"{path}: expected averaged weights, got a training that kept none. "
                + "Ask for the raw weights, or train with TrainingOptions.AverageDecay.",
            Assert.Throws<FlowException>(() => Loaded(path, ModelWeights.Average)).Message);
    }

    private double[] Loaded(string path, ModelWeights? weights)
    {
        var (model, _) = Checkpoint.Load(path, _backend, weights: weights);
        using var loaded = model;
        return Weights(loaded);
    }

    private static double[] Weights(FlowModel model) => TestTensors.ReadDoubles(model.Backend, model.Arena.Values);

    private static double[] Average(Trainer trainer) =>
        TestTensors.ReadDoubles(trainer.State.Arena.Backend, trainer.State.Section(WeightAverage.Section));
}
