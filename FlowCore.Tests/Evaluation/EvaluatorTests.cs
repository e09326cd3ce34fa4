using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Evaluation;

public sealed class EvaluatorTests : IDisposable
{
    private static readonly ImageShape Shape = new(3, 8, 8);
    private static readonly InMemoryImageSet Images = TestImages.Noise(Shape, 23, seed: 4);

    private readonly CpuBackend _backend = new(threads: 2);
    private readonly FlowModel _model;

    public EvaluatorTests() => _model = SmallFlows.Warm(_backend, SmallFlows.Config(Shape), Images);

    public void Dispose()
    {
        _model.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void A_score_is_the_mean_over_the_draws_each_by_seed_draw_and_image_alone()
    {
        var scores = Scores(new EvaluationOptions { Seed = 6, Draws = 3, BoundDraws = 2, BatchSize = 10 }, out var result);
        var draws = Enumerable.Range(0, 3).Select(draw => _model.LogDensity(
            TestImages.All(Images),
            Dequantization.Uniform(new RandomKey(6, RandomStream.EvaluationNoise, (uint)draw)))).ToArray();
        for (var i = 0; i < Images.Count; i++)
        {
            Assert.Equal((draws[0][i] + draws[1][i] + draws[2][i]) / 3, scores[i].LogDensity);
            var most = Math.Max(draws[0][i], draws[1][i]);
            var bound = most + Math.Log((Math.Exp(draws[0][i] - most) + Math.Exp(draws[1][i] - most)) / 2);
            Expect.Close(BitsPerDimension.FromNats(bound, 192), scores[i].BoundBitsPerDimension!.Value, 1e-13, $"image {i}");
            Expect.Close(scores[i].LogDensity, scores[i].LogPrior + scores[i].LogDet, 1e-3, $"image {i}, the parts");
        }

        Assert.Equal(scores.Average(score => score.BitsPerDimension), result.BitsPerDimension);
        Expect.Close(BitsPerDimension.FromNats(result.LogDensity, 192), result.BitsPerDimension, 1e-12, "nats");
        var deviation = Math.Sqrt(scores.Sum(score => Math.Pow(score.BitsPerDimension - result.BitsPerDimension, 2)) / 22);
        Expect.Close(deviation / Math.Sqrt(23), result.StandardError, 1e-12, "standard error");
    }

    [Fact]
    public void Neither_the_batch_nor_images_beside_them_change_a_bit_of_a_score()
    {
        var options = new EvaluationOptions { Seed = 1, Draws = 2, BoundDraws = 3, RoundTrip = true };
        var whole = Scores(options, out var result);
        foreach (var size in (int[])[1, 7, 23])
        {
            Assert.Equal(whole, Scores(options with { BatchSize = size }, out var other));
            Assert.Equal(result, other);
        }
    }

    [Fact]
    public void Images_that_cannot_be_read_are_named_and_left_out_and_the_others_keep_their_names_and_scores()
    {
        var lines = new List<string>();
        var progress = new List<int>();
        var options = new EvaluationOptions { BatchSize = 5, Unreadable = lines.Add, Progress = progress.Add };
        var scores = Scores(options, out var result, new FaultyImageSet(Images, index => index is 2 or 3 or 22 or (>= 5 and < 10)));
        Assert.Equal(15, result.Images);
        Assert.Equal(8, lines.Count);
        Assert.StartsWith("image 2: expected a whole picture", lines[0], StringComparison.Ordinal);
        Assert.Equal([5, 10, 15, 20, 23], progress);
        var left = Enumerable.Range(0, 23).Where(index => index is not (2 or 3 or 22 or (>= 5 and < 10))).ToArray();
        Assert.Equal(left.Select(index => index + 1000), scores.Select(score => score.Id));
        Assert.Equal(left.Select(index => $"{index + 1000:D5}"), scores.Select(score => score.Name));

        // Without anybody to tell it is the end, and a set of which nothing can be read has no score.
        Assert.Throws<UnreadableImageException>(() => Scores(new EvaluationOptions(), out _, new FaultyImageSet(Images, _ => true)));
        var none = Assert.Throws<FlowException>(() => Scores(options, out _, new FaultyImageSet(Images, _ => true)));
        Assert.Equal("faulty: expected an image that can be read, got none. Check the data.", none.Message);
    }

    [Fact]
    public void The_hash_is_of_the_pixels_their_order_and_their_shape()
    {
        var pixels = TestImages.All(Images).Pixels;
        var hash = Hash(pixels, Shape);
        Assert.Matches("^[0-9a-f]{64}$", hash);
        Assert.Equal(hash, Hash((byte[])pixels.Clone(), Shape));
        Assert.Equal(hash, Result(new FaultyImageSet(Images, _ => false)).PixelsHash);

        byte[] expected = [3, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, .. pixels];
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(expected)), hash);

        var changed = (byte[])pixels.Clone();
        changed[^1] ^= 1;
        byte[] swapped = [.. pixels[192..384], .. pixels[..192], .. pixels[384..]];
        string[] others = [Hash(changed, Shape), Hash(swapped, Shape), Hash(pixels[192..], Shape)];
        Assert.Equal(4, others.Append(hash).Distinct().Count());
        Assert.NotEqual(PixelHashOf(pixels, new ImageShape(3, 8, 8)), PixelHashOf(pixels, new ImageShape(3, 4, 16)));

        string Hash(byte[] of, ImageShape shape) => Result(new InMemoryImageSet("other", shape, of)).PixelsHash;
    }

    [Theory]
    [InlineData("Draws", "1 or more")]
    [InlineData("BoundDraws", "0 or more")]
    [InlineData("BatchSize", "1 or more")]
    public void A_count_out_of_range_is_refused(string option, string expected)
    {
        var options = option switch
        {
            "Draws" => new EvaluationOptions { Draws = 0 },
            "BoundDraws" => new EvaluationOptions { BoundDraws = -1 },
            _ => new EvaluationOptions { BatchSize = 0 },
        };
        var refusal = Assert.Throws<FlowOptionException>(() => Evaluator.Evaluate(_model, Images, options));
        Assert.StartsWith($"EvaluationOptions.{option}: expected {expected}, got ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_comes_between_two_batches()
    {
        using var stop = new CancellationTokenSource();
        var scores = new List<ImageScore>();
        var options = new EvaluationOptions { BatchSize = 4, Scored = scores.Add, Progress = done => CancelAt(8, done) };
        Assert.Throws<OperationCanceledException>(() => Evaluator.Evaluate(_model, Images, options, stop.Token));
        Assert.Equal(8, scores.Count);

        void CancelAt(int images, int done)
        {
            if (done == images)
            {
                stop.Cancel();
            }
        }
    }

    /// <summary>With pixels in [0, 1) a density is larger by D·n·ln 2, which bits/dim give back (FInC, Glow and RealNVP differ in it).</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(5)]
    public void Bits_are_those_of_a_pixel_less_the_nats_over_pixels_in_the_unit_interval(int bits)
    {
        var images = QuantizedImageSet.Of(Images, bits);
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(Shape) with { Bits = bits }, images);
        var result = Evaluator.Evaluate(model, images);
        var unit = BitsPerDimension.UnitNats(result.LogDensity, 192, model.PixelMap.BitsOfNothing);
        Expect.Close(result.BitsPerDimension, bits - (unit / (192 * Math.Log(2))), 1e-12, "bits/dim");
    }

    private static string PixelHashOf(byte[] pixels, ImageShape shape)
    {
        using var hash = new PixelHash(shape);
        hash.Add(pixels);
        return hash.Value;
    }

    private EvaluationResult Result(IImageSet images) => Evaluator.Evaluate(_model, images, new EvaluationOptions { BatchSize = 9 });

    private List<ImageScore> Scores(EvaluationOptions options, out EvaluationResult result, IImageSet? images = null)
    {
        var scores = new List<ImageScore>();
        result = Evaluator.Evaluate(_model, images ?? Images, options with { Scored = scores.Add });
        Assert.Equal(result.Images, scores.Count);
        return scores;
    }
}
