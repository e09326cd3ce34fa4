using FlowCore.Autodiff;
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Distributions;
using FlowCore.Models;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Models;

public sealed class VaryTests : IDisposable
{
    private static readonly ImageShape Image = new(3, 8, 8);
    private static readonly InMemoryImageSet Images = TestImages.Of(
        Image, 24, (n, c, y, x) => ((n * 13) + (c * 50) + (y * 7) + (x * 3)) % 256);

    private readonly CpuBackend _backend = new(threads: 2, poisonMemory: true);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData("normal")]
    [InlineData("learned")]
    public void Strength_0_is_the_image_and_1_is_a_sample(string prior)
    {
        using var model = Model(prior);
        var image = Images.Batch([5]);
        var still = model.Vary(image, strength: 0, count: 3, seed: 4);
        Assert.Equal(Images.Batch([5, 5, 5]).Pixels, still.Images.Pixels);
        Assert.Equal(model.Sample(6, seed: 4).Images.Pixels, model.Vary(image, strength: 1, count: 6, seed: 4).Images.Pixels);
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("learned")]
    public void A_variation_depends_on_seed_and_place_alone_and_leads_farther_the_stronger_it_is(string prior)
    {
        using var model = Model(prior);
        var image = Images.Batch([5]);
        var many = model.Vary(image, 0.4, 20, seed: 4).Images;
        Assert.Equal(many.Pixels, model.Vary(image, 0.4, 20, seed: 4, batchSize: 3).Images.Pixels);
        Assert.Equal(many.Pixels[..(2 * Image.Dimensions)], model.Vary(image, 0.4, 2, seed: 4).Images.Pixels);
        Assert.NotEqual(many.Pixels, model.Vary(image, 0.4, 20, seed: 5).Images.Pixels);
        Assert.False(many.Image(0).SequenceEqual(many.Image(1)));

        double[] distances = [.. ((double[])[0, 0.05, 0.2, 0.5]).Select(Distance)];
        Assert.Equal(distances.Order(), distances);
        Assert.Equal(0, distances[0]);
        Assert.True(distances[1] > 0);

        double Distance(double strength) =>
            Numbers.Pairs(model.Vary(image, strength, 1, seed: 4).Images.Pixels, image.Pixels).Average(pair => Math.Abs(pair.First - pair.Second));
    }

    [Fact]
    public void Latents_are_those_of_the_image_and_noise_whose_squares_add_up_to_1()
    {
        const double Strength = 0.6;
        int[] ids = [0];
        using var model = Model("normal");
        var latents = model.Encode(Images.Batch([5]));
        using var tape = new Tape(_backend, recording: false);
        var moved = latents.Values.Select((values, level) =>
        {
            var key = new RandomKey(Seed: 4, RandomStream.Latents + (uint)level, Step: 0);
            var noise = model.Levels[level].Prior.Sample(tape, new PriorDraw(key, ids, Strength)).Value;
            var drawn = TestTensors.ReadDoubles(_backend, noise);
            return Numbers.Pairs(values, drawn).Select(pair => (float)(0.8f * pair.First) + (float)pair.Second).ToArray();
        }).ToArray();
        var expected = model.Decode(new Latents(1, latents.Shapes, moved)).Images;
        Assert.Equal(expected.Pixels, model.Vary(Images.Batch([5]), Strength, 1, seed: 4).Images.Pixels);
    }

    [Fact]
    public void A_variation_is_of_the_images_class_or_of_the_one_asked_for()
    {
        var images = new LabelledImageSet(Images, 2, (int[])[.. Enumerable.Range(0, 24).Select(n => n % 2)]);
        using var model = SmallFlows.Warm(
            _backend, SmallFlows.Config(Image, levels: 2, steps: 1) with { Classes = 2, Prior = "learned" }, images, steps: 20);
        var own = model.Vary(images.Batch([4]), 1, 2, seed: 4);
        Assert.Equal([0, 0], own.Images.Labels!);
        Assert.Equal(model.Sample(2, seed: 4, label: 0).Images.Pixels, own.Images.Pixels);
        var other = model.Vary(images.Batch([4]), 1, 2, seed: 4, label: 1);
        Assert.Equal(model.Sample(2, seed: 4, label: 1).Images.Pixels, other.Images.Pixels);
        Assert.Equal(images.Batch([4]).Pixels, model.Vary(images.Batch([4]), 0, 1, label: 1).Images.Pixels);
    }

    [Theory]
    [InlineData(1.5, 1)]
    [InlineData(-0.1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0.5, -1)]
    public void A_strength_outside_0_to_1_is_refused(double strength, int count)
    {
        using var model = Model("normal");
        var failure = Assert.Throws<FlowException>(() => model.Vary(Images.Batch([5]), strength, count));
        Assert.Equal(
            FormattableString.Invariant($"Vary: expected a strength from 0 to 1 and a count, got {strength} and {count}."), failure.Message);
    }

    [Fact]
    public void One_image_is_varied() => Assert.Equal(
        "Vary: expected 1 images, got 2.", Assert.Throws<ShapeException>(() => Model("normal").Vary(Images.Batch([5, 6]), 0.5, 1)).Message);

    private FlowModel Model(string prior) => SmallFlows.Warm(
        _backend, SmallFlows.Config(Image) with { Prior = prior }, Images, steps: 30);
}
