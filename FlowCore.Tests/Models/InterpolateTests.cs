using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Outside.Extending;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Models;

public sealed class InterpolateTests : IDisposable
{
    private static readonly ImageShape Image = new(3, 8, 8);
    private static readonly InMemoryImageSet Images = TestImages.Of(
        Image, 24, (n, c, y, x) => ((n * 13) + (c * 50) + (y * 7) + (x * 3)) % 256);

    private readonly CpuBackend _backend = new(threads: 2, poisonMemory: true);

    public static TheoryData<string, LatentPath> Cases => new()
    {
        { "normal", LatentPath.Linear }, { "normal", LatentPath.Spherical }, { "learned", LatentPath.Linear }, { "learned", LatentPath.Spherical },
    };

    public void Dispose() => _backend.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_ends_are_the_images_the_way_back_is_the_way_and_no_frame_depends_on_its_batch(string prior, LatentPath path)
    {
        using var model = Model(prior);
        var there = model.Interpolate(Images.Batch([3, 17]), 8, path);
        Assert.Equal(0, there.NonFinite);
        Assert.Equal(Images.Batch([3]).Pixels, there.Images.Image(0));
        Assert.Equal(Images.Batch([17]).Pixels, there.Images.Image(7));
        var back = model.Interpolate(Images.Batch([17, 3]), 8, path, batchSize: 3).Images;
        for (var k = 0; k < 8; k++)
        {
            Assert.True(there.Images.Image(k).SequenceEqual(back.Image(7 - k)), $"frame {k}");
            Assert.True(k == 0 || !there.Images.Image(k).SequenceEqual(there.Images.Image(k - 1)), $"frame {k} is the one before");
        }

        // Both frames there are, and an image to itself.
        Assert.Equal(Images.Batch([3, 17]).Pixels, model.Interpolate(Images.Batch([3, 17]), 2, path).Images.Pixels);
        var still = model.Interpolate(Images.Batch([5, 5]), 3, path).Images;
        Assert.Equal(Images.Batch([5, 5, 5]).Pixels, still.Pixels);
    }

    [Fact]
    public void The_middle_of_a_straight_path_is_the_mean_of_the_latents()
    {
        using var model = Model("normal");
        var latents = model.Encode(Images.Batch([3, 17]));
        var means = latents.Values.Select((values, level) => Mean(values, latents.Shapes[level].Dimensions)).ToArray();
        var expected = model.Decode(new Latents(1, latents.Shapes, means)).Images;
        Assert.Equal(expected.Pixels, model.Interpolate(Images.Batch([3, 17]), 3, LatentPath.Linear).Images.Image(1));

        // Round the middle lies farther out: the mean of two vectors is shorter than either.
        Assert.False(model.Interpolate(Images.Batch([3, 17]), 3).Images.Image(1).SequenceEqual(expected.Pixels));
    }

    [Fact]
    public void With_a_learned_prior_it_is_the_mean_of_what_the_prior_standardises_from_the_last_level_on()
    {
        using var model = Model("learned");
        using var tape = new Tape(_backend, recording: false);
        var (first, last) = (model.Levels[0], model.Levels[1]);
        var (x, _) = model.PixelMap.Encode(tape, Images.Batch([3, 17]), Dequantization.Midpoint);
        var (z1, passing, _) = first.Forward(x);
        var z2 = last.Forward(passing!).Latent;
        var (e1, e2) = (Mean(tape, first.Prior.Standardize(z1, passing)), Mean(tape, last.Prior.Standardize(z2)));
        var (x2, _) = last.Inverse(last.Prior.Unstandardize(e2), passing: null);
        var (x1, _) = first.Inverse(first.Prior.Unstandardize(e1, x2), x2);
        var expected = new byte[Image.Dimensions];
        Assert.Equal(0, model.PixelMap.Decode(x1, expected));
        Assert.Equal(expected, model.Interpolate(Images.Batch([3, 17]), 3, LatentPath.Linear).Images.Image(1));

        // The mean of the latents themselves is another image, or nothing would be learned here.
        var latents = model.Encode(Images.Batch([3, 17]));
        float[][] means = [.. latents.Values.Select((values, level) => Mean(values, latents.Shapes[level].Dimensions))];
        Assert.NotEqual(expected, model.Decode(new Latents(1, latents.Shapes, means)).Images.Pixels);
    }

    [Fact]
    public void Images_of_two_classes_are_ends_as_what_they_are_or_as_one_class()
    {
        var images = new LabelledImageSet(Images, 2, (int[])[.. Enumerable.Range(0, 24).Select(n => n % 2)]);
        using var model = SmallFlows.Warm(
            _backend, SmallFlows.Config(Image, levels: 2, steps: 1) with { Classes = 2, Prior = "learned" }, images, steps: 20);
        var ends = images.Batch([4, 7]);
        var (mixed, ones) = (model.Interpolate(ends, 5), model.Interpolate(ends, 5, label: 1));
        Assert.All([mixed, ones], walked =>
        {
            Assert.Equal(images.Batch([4]).Pixels, walked.Images.Image(0));
            Assert.Equal(images.Batch([7]).Pixels, walked.Images.Image(4));
        });
        Assert.Null(mixed.Images.Labels);
        Assert.Equal([1, 1, 1, 1, 1], ones.Images.Labels!);
        Assert.NotEqual(mixed.Images.Pixels, ones.Images.Pixels);
        Assert.Equal([0, 0, 0], model.Interpolate(images.Batch([4, 6]), 3).Images.Labels!);

        Assert.Equal("class: expected 0 to 1, got 2.", Refusal(() => model.Interpolate(ends, 3, label: 2)));
        Assert.Equal(
            "images: expected labels, of a model of 2 classes, got none. Use data with labels, or give a class.",
            Refusal(() => model.Interpolate(Images.Batch([4, 7]), 3)));
    }

    [Fact]
    public void What_is_no_path_is_refused()
    {
        using var model = Model("normal");
        var ends = Images.Batch([3, 17]);
        Assert.Equal("Interpolate: expected 2 frames or more, got 1.", Refusal(() => model.Interpolate(ends, 1)));
        Assert.Equal("Interpolate: expected 2 images, the ends, got 3.", Refusal(() => model.Interpolate(Images.Batch([1, 2, 3]), 4)));
        Assert.Equal("batch size: expected 1 or more, got 0.", Refusal(() => model.Interpolate(ends, 4, batchSize: 0)));
        Assert.StartsWith(
            "class: expected none, as the model", Refusal(() => model.Interpolate(ends, 4, label: 0)), StringComparison.Ordinal);

        using var fresh = new FlowModel(SmallFlows.Config(Image), _backend);
        Assert.Equal(
            "Interpolate: expected a model that was trained or loaded, got one with its first weights. Train it first.",
            Refusal(() => fresh.Interpolate(ends, 4)));
    }

    [Fact]
    public void A_prior_that_is_no_normal_has_no_such_path()
    {
        var catalog = FlowCatalog.Standard.With(new PriorUnit("laplace", "this test", site => new LaplacePrior(site.Name, site.Shape)));
        using var model = new FlowModel(SmallFlows.Config(Image) with { Prior = "laplace" }, _backend, seed: 1, catalog);
        model.Initialize(TestImages.All(Images));
        var prior = model.Levels[0].Prior;
        var line = $"{prior.Name}: expected a prior that is a normal, got LaplacePrior. Override Prior.IsNormal and what goes with it.";
        Assert.Equal(line, Refusal(() => model.Interpolate(Images.Batch([3, 17]), 3)));
        Assert.Equal(line, Refusal(() => model.Vary(Images.Batch([3]), 0.5, 2)));
        using var tape = new Tape(_backend, recording: false);
        var z = tape.Input(tape.Allocate(prior.Shape.Batched(2)));
        Assert.Equal(line, Refusal(() => prior.Standardize(z)));
        Assert.Equal(line, Refusal(() => prior.Unstandardize(z)));
    }

    [Fact]
    public void Latents_that_are_not_finite_are_refused_with_the_layer()
    {
        using var model = Model("normal");
        var scale = model.Arena.Parameters.Single(p => p.Name == "level1.step1.actnorm.mean");
        _backend.Fill(scale.Value, double.PositiveInfinity);
        Assert.Equal(
            "images: expected finite latents, got others, the first in level1.step1.actnorm. Use an earlier checkpoint.",
            Refusal(() => model.Interpolate(Images.Batch([3, 17]), 3)));
    }

    private static string Refusal(Func<object> call) => Assert.ThrowsAny<FlowException>(call).Message;

    private static float[] Mean(float[] values, int size) =>
        [.. Enumerable.Range(0, size).Select(i => (float)((0.5 * values[i]) + (0.5 * values[size + i])))];

    private FlowModel Model(string prior) => SmallFlows.Warm(
        _backend, SmallFlows.Config(Image) with { Prior = prior }, Images, steps: 30);

    /// <summary>The mean of two samples, as one.</summary>
    private Variable Mean(Tape tape, Variable two)
    {
        var values = TestTensors.ReadDoubles(_backend, two.Value);
        var (plane, channels) = (two.Shape.Plane, two.Shape.Channels);
        double[] means = [.. Enumerable.Range(0, channels * plane).Select(i =>
        {
            var at = (i / plane * 2 * plane) + (i % plane);
            return (0.5 * values[at]) + (0.5 * values[at + plane]);
        })];
        var one = tape.Allocate(new Shape(channels, 1, two.Shape.Height, two.Shape.Width));
        _backend.Write(means, one);
        return tape.Input(one);
    }
}
