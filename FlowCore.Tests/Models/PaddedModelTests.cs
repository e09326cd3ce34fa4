using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Models;

/// <summary>A model that pads its images is the model of the padded images, but for what goes in, comes out and divides.</summary>
public sealed class PaddedModelTests : IDisposable
{
    private static readonly ImageShape Image = new(2, 7, 10);
    private static readonly ImageShape Padded = new(2, 12, 16);
    private static readonly InMemoryImageSet Images = TestImages.Noise(Image, 20, seed: 9);
    private static readonly TrainingOptions Training = new() { BatchSize = 8, MaxSteps = 4, Warmup = 2, InitImages = 10, Seed = 4 };

    private readonly CpuBackend _backend = new(threads: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _backend.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void It_scores_and_draws_as_the_model_of_the_padded_images_does()
    {
        using var model = SmallFlows.Trained(_backend, Config(), Images, Training);
        using var inner = SmallFlows.Trained(_backend, SmallFlows.Config(Padded), PaddedImages(), Training);
        var noise = Dequantization.Uniform(new RandomKey(1, RandomStream.EvaluationNoise, Step: 0));
        var batch = TestImages.All(Images);
        var nats = inner.LogDensity(TestImages.All(PaddedImages()), noise);
        Assert.Equal(nats, model.LogDensity(batch, noise));

        // All of its cost, over the dimensions of the images as they are.
        var result = Evaluator.Evaluate(model, Images, new EvaluationOptions { Seed = 1, RoundTrip = true });
        Assert.Equal(nats.Average() / (-Math.Log(2) * Image.Dimensions), result.BitsPerDimension, 1e-9);
        Assert.Equal((0, 0), (result.DifferingBytes, result.NonFinite));

        var (drawn, whole) = (model.Sample(5, 0.7, seed: 3).Images, inner.Sample(5, 0.7, seed: 3).Images);
        Assert.Equal(Image, drawn.Shape);
        foreach (var (n, c, y, x) in Each.Of(5, Image.Channels, Image.Height, Image.Width))
        {
            Assert.Equal(
                whole.Image(n)[(c * Padded.Plane) + (y * Padded.Width) + x],
                drawn.Image(n)[(c * Image.Plane) + (y * Image.Width) + x]);
        }

        var decoded = model.Decode(model.Encode(batch)).Images;
        Assert.Equal((Image, batch.Pixels.Length), (decoded.Shape, decoded.Pixels.Length));
        Assert.Equal(batch.Pixels, decoded.Pixels);
    }

    [Fact]
    public void Training_reports_bits_over_the_dimensions_as_they_are()
    {
        using var model = new FlowModel(Config(), _backend, seed: 2);
        using var inner = new FlowModel(SmallFlows.Config(Padded), _backend, seed: 2);
        using var trainer = new Trainer(model, Images, Training);
        using var other = new Trainer(inner, PaddedImages(), Training);
        for (var step = 0; step < 3; step++)
        {
            var (bits, more) = (trainer.RunStep().BitsPerDimension, other.RunStep().BitsPerDimension);
            Assert.Equal(more * Padded.Dimensions / Image.Dimensions, bits, 1e-9);
        }
    }

    [Fact]
    public void Its_checkpoint_remembers_both_sizes()
    {
        using var model = SmallFlows.Trained(_backend, Config(), Images, Training);
        var path = _folder.PathOf("model.safetensors");
        Checkpoint.Save(path, model, step: 4);
        var (loaded, _) = Checkpoint.Load(path, _backend);
        using var read = loaded;
        Assert.Equal(model.Config, read.Config);
        Assert.Equal((Image, Padded), (read.Config!.Image, read.Config.Padded));
        Assert.Equal(model.Sample(3, seed: 8).Images.Pixels, read.Sample(3, seed: 8).Images.Pixels);
    }

    [Theory]
    [InlineData(2, 6, 16)]
    [InlineData(2, 12, 8)]
    [InlineData(3, 12, 16)]
    public void A_padding_that_would_cut_or_change_the_channels_is_refused(int channels, int height, int width) => Assert.Equal(
        $"FlowConfig.Padded: expected 2 channels and sides of at least 7×10, got {channels}×{height}×{width}.",
        Assert.Throws<FlowException>(() => (Config() with { Padded = new(channels, height, width) }).Validate()).Message);

    private static FlowConfig Config() => SmallFlows.Config(Image) with { Padded = Padded };

    private static InMemoryImageSet PaddedImages()
    {
        var pixels = new byte[Images.Count * Padded.Dimensions];
        ImagePadding.Pad(TestImages.All(Images).Pixels, Image, pixels, Padded);
        return new InMemoryImageSet("padded", Padded, pixels);
    }
}
