using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Models;

/// <summary>Models of classes: dark images are of class 0, bright ones of class 1.</summary>
public sealed class ClassConditionalTests : IDisposable
{
    private static readonly ImageShape Image = new(1, 8, 8);
    private static readonly LabelledImageSet Images = new(
        TestImages.Of(Image, 64, (n, _, y, x) => (n % 2 * 150) + (y * 5) + (((n * 7) + (x * 3)) % 20)), 2, Labels(64));

    private readonly CpuBackend _backend = new(threads: 2, poisonMemory: true);
    private readonly FlowModel _model;

    public ClassConditionalTests()
    {
        var config = SmallFlows.Config(Image, levels: 2, steps: 1, width: 8) with { Classes = 2, Prior = "learned" };
        var options = new TrainingOptions { BatchSize = 16, MaxSteps = 60, Warmup = 5, LearningRate = 0.01, InitImages = 64 };
        _model = SmallFlows.Trained(_backend, config, Images, options);
    }

    public void Dispose()
    {
        _model.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void Samples_are_of_the_class_that_is_asked_for()
    {
        Assert.InRange(Mean(_model.Sample(20, 0.7, seed: 1, label: 0)), 0, 90);
        Assert.InRange(Mean(_model.Sample(20, 0.7, seed: 1, label: 1)), 130, 255);
    }

    [Fact]
    public void Without_a_class_each_has_its_turn_and_a_sample_is_the_same_alone()
    {
        var all = _model.Sample(4, 0.7, seed: 2).Images;
        Assert.Equal([0, 1, 0, 1], all.Labels!);
        Assert.Equal(all.Image(0), _model.Sample(1, 0.7, seed: 2, label: 0).Images.Image(0));
        Assert.Equal(all.Image(1), _model.Sample(2, 0.7, seed: 2, label: 1).Images.Image(1));
    }

    [Fact]
    public void An_image_is_likelier_as_what_it_is_and_comes_back_by_its_label()
    {
        var batch = Images.Batch([0, 1, 2, 3]);
        var swapped = new ImageBatch(Image, batch.Pixels, batch.Ids, [1, 0, 1, 0]);
        var (right, wrong) = (_model.LogDensity(batch, Dequantization.Midpoint), _model.LogDensity(swapped, Dequantization.Midpoint));
        Assert.All(Numbers.Pairs(right, wrong), pair => Assert.True(pair.First > pair.Second, $"{pair.First} nats, {pair.Second} as the other"));
        Assert.Equal(batch.Pixels, _model.RoundTrip(batch).Images.Pixels);
        Assert.Equal(batch.Pixels, _model.Decode(_model.Encode(batch)).Images.Pixels);
    }

    [Fact]
    public void Its_checkpoint_is_of_classes_too()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("classes.safetensors");
        Checkpoint.Save(path, _model, step: 60);
        var (loaded, _) = Checkpoint.Load(path, _backend);
        using var read = loaded;
        Assert.Equal(new ImageShape(2, 1, 1), read.ConditionShape);
        Assert.Equal(_model.Sample(3, 1, seed: 3, label: 1).Images.Pixels, read.Sample(3, 1, seed: 3, label: 1).Images.Pixels);
    }

    [Fact]
    public void Labels_that_are_missing_or_of_no_class_are_refused()
    {
        var batch = Images.Batch([0, 1]);
        Assert.Equal(
            "images: expected a condition of 2×1×1, got images without labels. Use data with labels, or give the condition.",
            Refusal(() => _model.LogDensity(new ImageBatch(Image, batch.Pixels, batch.Ids), Dequantization.Midpoint)));
        Assert.Equal(
            "class: expected 0 to 1, got 2.",
            Refusal(() => _model.LogDensity(new ImageBatch(Image, batch.Pixels, batch.Ids, [0, 2]), Dequantization.Midpoint)));
        Assert.Equal("class: expected 0 to 1, got -1.", Refusal(() => _model.Sample(1, label: -1)));
        using var plain = SmallFlows.Warm(_backend, SmallFlows.Config(Image), Images);
        Assert.Equal(
            "class: expected none, as the model is not conditioned on classes, got 0.", Refusal(() => plain.Sample(1, label: 0)));
    }

    private static string Refusal(Func<object> call) => Assert.ThrowsAny<FlowException>(call).Message;

    private static int[] Labels(int count) => [.. Enumerable.Range(0, count).Select(n => n % 2)];

    private static double Mean(DecodedImages drawn) => drawn.Images.Pixels.Average(pixel => (double)pixel);
}
