using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Evaluation;

public sealed class SampleScoreTests
{
    private static readonly ImageShape Shape = new(3, 10, 9);

    [Fact]
    public void Images_that_are_a_number_brighter_have_it_as_their_score_and_the_images_themselves_0()
    {
        var images = Images(Shape, 31, (n, channel, row, column) => ((n * n * 7) + (31 * channel * row) + (n * column)) % 200);
        var itself = SampleScore.Of(images, images, seed: 4);
        Assert.Equal((0, 0), (itself.Pixels, itself.Patches));
        Assert.True(itself is { PixelsFloor: > 1, PatchesFloor: > 1 }, $"{itself}");

        var brighter = new ImageBatch(Shape, [.. images.Pixels.Select(pixel => (byte)(pixel + 23))], images.Ids);
        var score = SampleScore.Of(brighter, images, seed: 4);
        Expect.Close(23, score.Pixels, 1e-5, "pixels");
        Expect.Close(23, score.Patches, 1e-5, "patches");
        Assert.Equal((itself.PixelsFloor, itself.PatchesFloor), (score.PixelsFloor, score.PatchesFloor));
        Assert.Equal(score, SampleScore.Of(brighter, images, seed: 4, threads: 1));
    }

    [Fact]
    public void Fewer_bits_are_spread_over_the_same_values()
    {
        var (dark, bright) = (Images(Shape, 6, (_, _, _, _) => 10), Images(Shape, 6, (_, _, _, _) => 20));
        var score = SampleScore.Of(bright, dark, bits: 5);
        Expect.Close(10 * 255.0 / 31, score.Pixels, 1e-5, "pixels");
        Expect.Close(10 * 255.0 / 31, score.Patches, 1e-5, "patches");
        Assert.Equal((0, 0), (score.PixelsFloor, score.PatchesFloor));
    }

    [Fact]
    public void An_image_is_nearly_black_when_its_mean_is_below_10()
    {
        // Means 9, 10, 11 and, half of 0 and half of 19, 9.5.
        var samples = Images(new(1, 2, 4), 4, (n, _, row, _) => n < 3 ? 9 + n : 19 * row);
        var images = Images(new(1, 2, 4), 5, (n, _, _, _) => 50 * n);
        var score = SampleScore.Of(samples, images);
        Assert.Equal((4, 5, 0.5, 0.2), (score.Samples, score.Images, score.DarkShare, score.ImagesDarkShare));

        // Of 31, 1 is 8.2 of 255 and 2 is 16.5.
        var few = Images(new(1, 1, 1), 4, (n, _, _, _) => n);
        Assert.Equal(0.5, SampleScore.Of(few, few, bits: 5).DarkShare);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void The_floor_of_images_in_the_order_of_their_classes_or_in_turn_is_low(int run)
    {
        // 200 black and 200 white images, in runs: halves that were cut would be 255 apart.
        var images = Images(new(1, 4, 4), 400, (n, _, _, _) => n / run % 2 * 255);
        var score = SampleScore.Of(images, images);
        Assert.InRange(score.PixelsFloor, 0, 90);
    }

    [Fact]
    public void Patches_of_images_that_are_no_larger_are_the_images()
    {
        var shape = new ImageShape(2, 5, 7);
        var (a, b) = (TestImages.All(TestImages.Noise(shape, 20, 1)), TestImages.All(TestImages.Noise(shape, 20, 2)));
        var score = SampleScore.Of(a, b);
        Assert.Equal((score.Pixels, score.PixelsFloor), (score.Patches, score.PatchesFloor));
    }

    [Fact]
    public void Patches_tell_textures_apart_that_differ_in_what_is_beside_what_alone()
    {
        // Black and white pixels in half of the places each, as stripes and as noise: every pixel is as often white in both.
        var stripes = Images(new(1, 24, 24), 100, (n, _, _, column) => (column + n) / 2 % 2 * 255);
        var noise = TestImages.All(TestImages.Of(
            new(1, 24, 24), 100, (n, _, row, column) => TestNoise[(((n * 24) + row) * 24) + column] / 128 * 255));
        var score = SampleScore.Of(stripes, noise);
        Assert.True(score.Patches > 10 * score.PatchesFloor + 10, $"{score}");
    }

    [Fact]
    public void Other_shapes_and_single_images_are_refused()
    {
        var (two, one) = (Images(Shape, 2, (_, _, _, _) => 0), Images(Shape, 1, (_, _, _, _) => 0));
        Refuses("SampleScore: expected 3×10×9 samples, as the images are, got 1×2×2.", Images(new(1, 2, 2), 2, (_, _, _, _) => 0), two);
        Refuses("SampleScore: expected 2 images or more, to be halved, got 1.", one, two);
        Refuses("SampleScore: expected 2 images or more, to be halved, got 1.", two, one);
    }

    private static byte[] TestNoise { get; } = TestImages.All(TestImages.Noise(new(1, 24, 24), 100, 3)).Pixels;

    private static void Refuses(string line, ImageBatch samples, ImageBatch images) =>
        Assert.Equal(line, Assert.Throws<ShapeException>(() => SampleScore.Of(samples, images)).Message);

    private static ImageBatch Images(ImageShape shape, int count, Func<int, int, int, int, int> pixel) =>
        TestImages.All(TestImages.Of(shape, count, pixel));
}
