using FlowCore.Autodiff;
using FlowCore.Backends.Cpu;
using FlowCore.Distributions;
using FlowCore.Models;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Models;

/// <summary>What users of other implementations found wrong with their samples.</summary>
public sealed class SamplingTests : IDisposable
{
    private static readonly ImageShape Image = new(3, 8, 8);

    private readonly CpuBackend _backend = new(threads: 2, poisonMemory: true);

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void A_model_of_one_colour_draws_that_colour()
    {
        int[] colour = [128, 64, 32];
        var images = TestImages.Of(Image, 20, (_, c, _, _) => colour[c]);
        var options = new TrainingOptions { BatchSize = 20, MaxSteps = 200, InitImages = 20 };
        using var model = SmallFlows.Trained(_backend, SmallFlows.Config(Image), images, options);
        var drawn = model.Sample(50, seed: 3).Images;
        for (var c = 0; c < 3; c++)
        {
            var mean = Enumerable.Range(0, drawn.Count)
                .SelectMany(n => drawn.Image(n).Slice(c * Image.Plane, Image.Plane).ToArray()).Average(pixel => (double)pixel);
            Assert.InRange(mean, colour[c] - 8, colour[c] + 8);
        }
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("learned")]
    public void Temperature_0_gives_what_the_priors_means_decode_to(string prior)
    {
        using var model = Model(prior);
        using var tape = new Tape(_backend, recording: false);
        Variable? x = null;
        foreach (var level in model.Levels.Reverse())
        {
            var zeros = tape.Allocate(level.LatentShape.Batched(1));
            _backend.Fill(zeros, 0);
            x = level.Inverse(level.Prior.Unstandardize(tape.Input(zeros), x), x).Value;
        }

        var mean = new byte[Image.Dimensions];
        Assert.Equal(0, model.PixelMap.Decode(x!, mean));
        var drawn = model.Sample(5, temperature: 0, seed: 9).Images;
        Assert.All(Enumerable.Range(0, 5), n => Assert.Equal(mean, drawn.Image(n)));
        Assert.Contains(mean, pixel => pixel > 0);
    }

    [Fact]
    public void Images_do_not_depend_on_how_many_are_drawn_at_a_time()
    {
        using var model = Model("learned");
        var all = model.Sample(23, 0.8, seed: 2).Images;
        var counts = new List<int>();
        foreach (var batchSize in (int[])[1, 7, 23, 1000])
        {
            Assert.Equal(all.Pixels, model.Sample(23, 0.8, seed: 2, drawn: batchSize == 7 ? counts.Add : null, batchSize: batchSize).Images.Pixels);
        }

        Assert.Equal([7, 14, 21, 23], counts);
        Assert.Equal(
            "batch size: expected 1 or more, got 0.", Assert.Throws<FlowException>(() => model.Sample(1, batchSize: 0)).Message);
    }

    [Fact]
    public void Latents_at_temperature_1_spread_as_the_priors_say_and_at_others_by_as_much_more_or_less()
    {
        using var model = Model("learned");
        int[] ids = [.. Enumerable.Range(0, 400)];
        foreach (var temperature in (double[])[1, 0.25])
        {
            using var tape = new Tape(_backend, recording: false);
            Variable? x = null;
            for (var i = model.Levels.Count - 1; i >= 0; i--)
            {
                var level = model.Levels[i];
                var key = new RandomKey(5, RandomStream.Latents + (uint)i, 0);
                var z = level.Prior.Sample(tape, new PriorDraw(key, ids, temperature), x);
                var normal = TestTensors.ReadDoubles(_backend, level.Prior.Standardize(z, x).Value);
                var mean = normal.Average();
                var deviation = Math.Sqrt(normal.Average(value => (value - mean) * (value - mean)));
                Assert.InRange(deviation, temperature * 0.98, temperature * 1.02);
                Assert.InRange(mean, -0.02, 0.02);
                x = level.Inverse(z, x).Value;
            }
        }
    }

    [Fact]
    public void Which_images_are_not_finite_is_said_by_their_place()
    {
        using var model = Model("normal");
        var latents = model.Encode(TestImages.All(TestImages.Noise(Image, 6, 7)));
        latents.Values[1][^1] = float.NaN;
        latents.Values[0][latents.Shapes[0].Dimensions] = float.PositiveInfinity;
        var decoded = model.Decode(latents);
        Assert.Equal([1, 5], decoded.NonFiniteImages);
        Assert.Contains(", in 2 of 6 images, the first in ", decoded.Refusal("images")!.Message, StringComparison.Ordinal);
        latents.Values[1][^1] = 0;
        latents.Values[0][latents.Shapes[0].Dimensions] = 0;
        Assert.Empty(model.Decode(latents).NonFiniteImages);
    }

    private FlowModel Model(string prior) => SmallFlows.Warm(
        _backend, SmallFlows.Config(Image) with { Prior = prior }, TestImages.Noise(Image, 24, 4), steps: 30);
}
