using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace FlowCore.Tests.Models;

public sealed class FlowModelTests : IDisposable
{
    private readonly CpuBackend _backend = new(threads: 2, poisonMemory: true);

    public static TheoryData<int, int, int, int> Shapes { get; } = new()
    {
        { 1, 28, 28, 1 },
        { 1, 28, 28, 2 },
        { 3, 16, 32, 2 },
        { 3, 32, 16, 3 },
        { 2, 8, 8, 3 },
        { 5, 4, 4, 1 },
    };

    public void Dispose() => _backend.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Encoding_returns_all_latents_and_decoding_them_gives_the_same_bytes(int channels, int height, int width, int levels)
    {
        var shape = new ImageShape(channels, height, width);
        var images = TestImages.Of(shape, 20, (n, c, y, x) => ((n * 13) + (c * 50) + (y * 7) + (x * 3)) % 256);
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(shape, levels), images);
        var batch = TestImages.All(images);
        var latents = model.Encode(batch);
        Assert.Equal(levels, latents.Values.Count);
        Assert.Equal(shape.Dimensions, latents.Shapes.Sum(latent => latent.Dimensions));
        var decoded = model.Decode(latents);
        Assert.Equal(0, decoded.NonFinite);
        Assert.Equal(batch.Pixels, decoded.Images.Pixels);
    }

    [Fact]
    public void All_grey_levels_survive_twenty_four_layers()
    {
        // Six steps of four layers; every byte value appears in one image.
        var shape = new ImageShape(1, 16, 16);
        var images = TestImages.Of(shape, 8, (n, _, y, x) => ((y * 16) + x + (n * 31)) % 256);
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(shape, levels: 2, steps: 3), images, steps: 20);
        var batch = TestImages.All(images);
        Assert.Equal(batch.Pixels, model.Decode(model.Encode(batch)).Images.Pixels);
    }

    [Fact]
    public void The_log_det_is_the_dense_Jacobians_through_levels_and_splits()
    {
        using var backend = new ReferenceBackend();
        var shape = new ImageShape(1, 8, 8);
        using var model = SmallFlows.Warm(backend, SmallFlows.Config(shape, levels: 2, steps: 1, width: 3), TestImages.Noise(shape, 4, 1), 2);
        var x = TestTensors.Draw(64, seed: 3);
        const double Step = 1e-5;
        var columns = Enumerable.Range(0, 64).Select(j =>
        {
            var (above, below) = (Latents(Moved(x, j, Step)).Values, Latents(Moved(x, j, -Step)).Values);
            return Numbers.Sum(above, below, -1).Select(change => change / (2 * Step)).ToArray();
        });
        var expected = DenseJacobian.LogAbsDet(Matrix<double>.Build.DenseOfColumnArrays(columns));
        Expect.Close(expected, Latents(x).LogDet, 1e-7, "log-det");

        (double[] Values, double LogDet) Latents(double[] at)
        {
            using var tape = new Tape(backend, recording: false);
            using var input = TestTensors.From(backend, shape.Batched(1), at);
            var (latents, logDet) = model.Forward(tape.Input(input));
            return ([.. latents.SelectMany(z => TestTensors.ReadDoubles(backend, z.Value))], TestTensors.ReadDoubles(backend, logDet.Value)[0]);
        }

        static double[] Moved(double[] from, int index, double by)
        {
            var moved = (double[])from.Clone();
            moved[index] += by;
            return moved;
        }
    }

    [Fact]
    public void The_gradient_of_the_loss_matches_central_differences_through_splits()
    {
        using var backend = new ReferenceBackend();
        var shape = new ImageShape(1, 8, 8);
        var images = TestImages.Noise(shape, 3, 1);
        using var model = SmallFlows.Warm(backend, SmallFlows.Config(shape, levels: 2, steps: 1, width: 3), images, 2);
        var batch = TestImages.All(images);
        model.Arena.ZeroGradients();
        using (var tape = new Tape(backend))
        {
            tape.Backward(model.LogDensity(tape, batch, Dequantization.Midpoint).Total, seed: 1);
        }

        var gradient = TestTensors.ReadDoubles(backend, model.Arena.Gradients);
        var values = TestTensors.ReadDoubles(backend, model.Arena.Values);
        var direction = TestTensors.Draw(values.Length, seed: 4);
        const double Step = 1e-6;
        var slope = (Loss(Step) - Loss(-Step)) / (2 * Step);
        Expect.Close(slope, Numbers.Dot(gradient, direction), 1e-7, "gradient along a random direction");

        double Loss(double by)
        {
            backend.Write(Numbers.Sum(values, direction, by), model.Arena.Values);
            return model.LogDensity(batch, Dequantization.Midpoint).Sum();
        }
    }

    [Fact]
    public void An_images_latents_alone_are_those_it_has_in_a_batch_of_a_hundred()
    {
        var shape = new ImageShape(1, 28, 28);
        var images = TestImages.Of(shape, 100, (n, _, y, x) => ((n * 29) + (y * 11) + (x * 5)) % 256);
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(shape, levels: 2, steps: 4, width: 16), images);
        var all = model.Encode(TestImages.All(images));
        foreach (var n in (int[])[0, 15, 57, 99])
        {
            var alone = model.Encode(images.Batch([n]));
            for (var i = 0; i < alone.Values.Count; i++)
            {
                var size = alone.Shapes[i].Dimensions;
                var inBatch = all.Values[i].AsSpan(n * size, size);
                Expect.Close(
                    Array.ConvertAll(inBatch.ToArray(), v => (double)v), Array.ConvertAll(alone.Values[i], v => (double)v), 1e-5, $"image {n}");
            }
        }
    }

    [Fact]
    public void Log_density_is_that_of_all_latents_and_both_log_dets()
    {
        const int Samples = 6;
        var shape = new ImageShape(1, 8, 8);
        var images = TestImages.Noise(shape, Samples, 2);
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(shape), images);
        using var tape = new Tape(_backend, recording: false);
        var batch = TestImages.All(images);
        var density = model.LogDensity(tape, batch, Dequantization.Midpoint);
        var latents = model.Encode(batch);
        var (x, pixelLogDet) = model.PixelMap.Encode(tape, batch, Dequantization.Midpoint);
        var logDet = Numbers.Sum(Read(pixelLogDet), Read(model.Forward(x).LogDet));
        var prior = Enumerable.Range(0, Samples).Select(LogPrior).ToArray();
        Expect.Close(prior, Read(density.LogPrior), 1e-6, "ln p(z)");
        Expect.Close(logDet, Read(density.LogDet), 1e-6, "log-det");
        Expect.Close(Numbers.Sum(prior, logDet), Read(density.Total), 1e-6, "ln p(z) + log-det");

        double[] Read(Variable variable) => TestTensors.ReadDoubles(_backend, variable.Value);

        double LogPrior(int n) => latents.Values
            .SelectMany((values, level) => values.AsSpan(n * latents.Shapes[level].Dimensions, latents.Shapes[level].Dimensions).ToArray())
            .Sum(z => -0.5 * (((double)z * z) + Math.Log(2 * Math.PI)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void Black_and_white_images_have_finite_bits(int grey)
    {
        var shape = new ImageShape(1, 8, 8);
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(shape), TestImages.Noise(shape, 16, 3));
        var batch = TestImages.All(TestImages.Of(shape, 2, (_, _, _, _) => grey));
        foreach (var offset in (double[])[0, 0.5, 0.99999994])
        {
            Assert.All(model.LogDensity(batch, Dequantization.Fixed(offset)), nats => Assert.True(double.IsFinite(nats)));
        }
    }

    [Fact]
    public void Samples_of_an_untrained_model_are_refused()
    {
        using var model = new FlowModel(SmallFlows.Config(new(1, 8, 8)), _backend);
        var failure = Assert.Throws<FlowException>(() => model.Sample(4));
        Assert.Equal("Sample: expected a model that was trained or loaded, got one with its first weights. Train it first.", failure.Message);
    }

    [Fact]
    public void Temperature_zero_gives_one_image_and_a_sample_does_not_depend_on_how_many_are_drawn()
    {
        var shape = new ImageShape(1, 8, 8);
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(shape), TestImages.Noise(shape, 32, 4));
        var still = model.Sample(3, temperature: 0).Images;
        Assert.Equal(still.Image(0), still.Image(1));
        Assert.Equal(still.Image(0), still.Image(2));
        var many = model.Sample(130, temperature: 0.9, seed: 5).Images;
        var few = model.Sample(7, temperature: 0.9, seed: 5).Images;
        Assert.Equal(few.Pixels, many.Pixels[..few.Pixels.Length]);
        Assert.False(many.Image(0).SequenceEqual(many.Image(1)));
        Assert.Throws<FlowException>(() => model.Sample(1, temperature: -0.1));
        Assert.Throws<FlowException>(() => model.Sample(1, temperature: double.NaN));
    }

    [Fact]
    public void An_early_temperature_is_that_of_all_latents_but_the_last()
    {
        var shape = new ImageShape(1, 8, 8);
        using var model = SmallFlows.Warm(_backend, SmallFlows.Config(shape), TestImages.Noise(shape, 32, 4));
        Assert.Equal(model.Sample(5, 0.9, seed: 5).Images.Pixels, model.Sample(5, 0.9, seed: 5, earlyTemperature: 0.9).Images.Pixels);

        // Beside a last latent of 0 the early ones alone tell samples apart, and the other way round.
        foreach (var (last, early) in ((double, double)[])[(0, 1), (1, 0)])
        {
            var images = model.Sample(2, last, seed: 5, earlyTemperature: early).Images;
            Assert.False(images.Image(0).SequenceEqual(images.Image(1)));
            Assert.NotEqual(images.Pixels, model.Sample(2, 1, seed: 5).Images.Pixels);
        }

        using var flat = SmallFlows.Warm(_backend, SmallFlows.Config(shape, levels: 1), TestImages.Noise(shape, 32, 4));
        Assert.Equal(flat.Sample(5, seed: 5).Images.Pixels, flat.Sample(5, seed: 5, earlyTemperature: 0).Images.Pixels);
        var failure = Assert.Throws<FlowException>(() => model.Sample(1, earlyTemperature: double.PositiveInfinity));
        Assert.Equal("Sample: expected a count and temperatures of 0 or more, got 1, 1 and Infinity.", failure.Message);
        Assert.Throws<FlowException>(() => model.Sample(1, earlyTemperature: -0.1));
    }

    [Fact]
    public void No_two_parameters_share_memory()
    {
        using var model = new FlowModel(SmallFlows.Config(new(1, 8, 8)), _backend);
        var parameters = model.Arena.Parameters;
        foreach (var touched in parameters)
        {
            var before = TestTensors.ReadDoubles(_backend, model.Arena.Values);
            _backend.Fill(touched.Value, 123.5);
            var after = TestTensors.ReadDoubles(_backend, model.Arena.Values);
            Assert.Equal(touched.Shape.Count, Numbers.Differing(before, after));
        }
    }

    [Fact]
    public void Pixels_of_more_bits_than_the_model_has_are_refused()
    {
        var shape = new ImageShape(1, 8, 8);
        using var model = new FlowModel(SmallFlows.Config(shape) with { Bits = 5 }, _backend);
        var failure = Assert.Throws<FlowException>(() => model.Encode(TestImages.All(TestImages.Of(shape, 1, (_, _, _, x) => x + 26))));
        Assert.Equal("images: expected pixels of 0 to 31 for 5 bits, got 32. Shift them right first.", failure.Message);

        var images = TestImages.All(TestImages.Of(shape, 2, (n, _, y, x) => (n + y + x) % 32));
        model.Initialize(images);
        Assert.Equal(images.Pixels, model.Decode(model.Encode(images)).Images.Pixels);
    }

    [Fact]
    public void Images_of_another_shape_are_refused_with_both_shapes()
    {
        using var model = new FlowModel(SmallFlows.Config(new(1, 8, 8)), _backend);
        var failure = Assert.Throws<ShapeException>(() => model.Encode(TestImages.All(TestImages.Noise(new(1, 8, 10), 1, 1))));
        Assert.Equal("images: expected 1×8×8, which the model was built for, got 1×8×10. Use other images.", failure.Message);
    }
}
