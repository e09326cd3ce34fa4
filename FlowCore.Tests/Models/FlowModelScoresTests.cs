using System.Numerics.Tensors;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Models;

public sealed class FlowModelScoresTests : IDisposable
{
    private static readonly ImageShape Image = new(1, 8, 8);

    private readonly CpuBackend _backend = new(threads: 2, poisonMemory: true);
    private readonly InMemoryImageSet _set = TestImages.Of(Image, 40, (n, _, y, x) => ((n * 13) + (y * 7) + (x * 3)) % 256);
    private readonly FlowModel _model;

    public FlowModelScoresTests() => _model = SmallFlows.Warm(_backend, SmallFlows.Config(Image), _set);

    public void Dispose()
    {
        _model.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void Bytes_floats_and_tensors_have_the_scores_and_latents_of_the_batch()
    {
        var batch = TestImages.All(_set);
        var floats = batch.ToFloats();
        var tensor = new ReadOnlyTensorSpan<float>(floats, [batch.Count, 1, 8, 8]);

        var density = _model.LogDensity(batch, seed: 5);
        Assert.Equal(density, _model.LogDensity(batch.Pixels, Image, seed: 5));
        Assert.Equal(density, _model.LogDensity(floats, Image, seed: 5));
        Assert.Equal(density, _model.LogDensity(tensor, seed: 5));
        Assert.NotEqual(density, _model.LogDensity(batch, seed: 6));

        double[] bits = [.. density.Select(nats => -nats / (64 * Math.Log(2)))];
        Assert.Equal(bits, _model.BitsPerDimension(batch, seed: 5));
        Assert.Equal(bits, _model.BitsPerDimension(batch.Pixels, Image, seed: 5));
        Assert.Equal(bits, _model.BitsPerDimension(floats, Image, seed: 5));
        Assert.Equal(bits, _model.BitsPerDimension(tensor, seed: 5));

        var latents = _model.Encode(batch).Values;
        Assert.Equal(latents, _model.Encode(batch.Pixels, Image).Values);
        Assert.Equal(latents, _model.Encode(floats, Image).Values);
        Assert.Equal(latents, _model.Encode(tensor).Values);
    }

    [Fact]
    public void Scores_are_those_of_an_evaluation()
    {
        var result = Evaluator.Evaluate(_model, _set, seed: 3, roundTrip: false);
        Assert.Equal(result.BitsPerDimension, _model.BitsPerDimension(TestImages.All(_set), seed: 3).Average(), 12);
    }

    [Fact]
    public void More_images_than_are_worked_on_at_a_time_give_the_same_as_one_by_one()
    {
        var many = TestImages.All(TestImages.Noise(Image, 600, seed: 8));
        var (density, latents) = (_model.LogDensity(many, Dequantization.Midpoint), _model.Encode(many));
        var (decoded, back) = (_model.Decode(latents), _model.RoundTrip(many));
        Assert.Equal(decoded.Images.Pixels, back.Images.Pixels);
        Assert.Equal(many.Ids, back.Images.Ids);
        foreach (var n in (int[])[0, 255, 256, 511, 512, 599])
        {
            var one = ImageBatch.Of(many.Image(n), Image);
            Assert.Equal(density[n], Assert.Single(_model.LogDensity(one, Dequantization.Midpoint)));
            Assert.Equal(decoded.Images.Image(n), _model.RoundTrip(one).Images.Pixels);
            var alone = _model.Encode(one);
            for (var level = 0; level < alone.Shapes.Count; level++)
            {
                var size = alone.Shapes[level].Dimensions;
                Assert.Equal(latents.Values[level][(n * size)..((n + 1) * size)], alone.Values[level]);
            }
        }
    }

    [Fact]
    public void What_is_written_into_a_level_is_decoded()
    {
        var latents = _model.Encode(TestImages.All(_set));
        var level = latents.Level(1);
        Assert.Equal([40, 8, 2, 2], level.Lengths.ToArray());
        Assert.Equal(latents.Values[1][(3 * 32) + (5 * 4) + 2 + 1], level[3, 5, 1, 1]);
        level.Clear();
        Assert.All(latents.Values[1], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Latents_of_another_shape_are_refused()
    {
        var latents = new Latents(1, [new(2, 4, 4), new(4, 4, 2)], [new float[32], new float[32]]);
        Assert.Contains("Decode, latent 2", Assert.Throws<ShapeException>(() => _model.Decode(latents)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => _model.BitsPerDimension(new byte[128], new ImageShape(2, 8, 8)));
    }

    // With one thread a backend hands its work to no team, which would make threads wait for each other.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Threads_may_score_encode_decode_and_draw_at_once_with_models_that_share_a_backend(int backendThreads)
    {
        using var backend = new CpuBackend(backendThreads, poisonMemory: true);
        using var one = SmallFlows.Warm(backend, SmallFlows.Config(Image), _set);
        using var other = SmallFlows.Warm(backend, SmallFlows.Config(Image, levels: 1), _set, steps: 2);
        FlowModel[] models = [one, other];
        var batch = TestImages.All(_set);
        var expected = Array.ConvertAll(models, All);
        var seen = new (double[], float[][], byte[], byte[])[16];
        var threads = Enumerable.Range(0, seen.Length).Select(i => new Thread(() =>
        {
            for (var round = 0; round < 10; round++)
            {
                seen[i] = All(models[i % 2]);
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        for (var i = 0; i < seen.Length; i++)
        {
            var (density, latents, decoded, samples) = expected[i % 2];
            Assert.Equal(density, seen[i].Item1);
            Assert.Equal(latents, seen[i].Item2);
            Assert.Equal(decoded, seen[i].Item3);
            Assert.Equal(samples, seen[i].Item4);
        }

        (double[] Density, float[][] Latents, byte[] Decoded, byte[] Samples) All(FlowModel model) => (
            model.LogDensity(batch, seed: 1),
            [.. model.Encode(batch).Values],
            model.RoundTrip(batch).Images.Pixels,
            model.Sample(5, seed: 2).Images.Pixels);
    }
}
