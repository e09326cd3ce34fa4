using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Ops;
using FlowCore.Outside;
using FlowCore.Models;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Evaluation;

/// <summary>Bits per dimension of flows whose answer is known in closed form.</summary>
public sealed class BitsPerDimensionTests
{
    [Theory]
    [InlineData(8, 128, 9.325748)]
    [InlineData(8, 0, 9.506085)]
    [InlineData(5, 16, 6.325748)]
    public void A_linear_identity_flow_under_a_normal_prior_has_its_closed_form(int bits, int pixel, double expected)
    {
        foreach (var channels in (int[])[1, 3, 4])
        {
            var coding = new PixelCoding(PixelScale.Linear, bits);
            var actual = Score<StandardNormal>(new ImageShape(channels, 2, 3), coding, pixel, Dequantization.Fixed(0));
            Expect.Close(expected, actual, 1e-7, $"{channels} channels");
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(5)]
    [InlineData(1)]
    public void A_logit_identity_flow_under_a_logistic_prior_is_uniform(int bits)
    {
        var coding = new PixelCoding(PixelScale.Logit, bits, Alpha: 0);
        foreach (var (channels, pixel) in Each.Of(3, 3).Select(at => (((int[])[1, 3, 4])[at.A], ((int[])[0, 1, (1 << bits) - 1])[at.B])))
        {
            var actual = Score<StandardLogistic>(new ImageShape(channels, 2, 2), coding, pixel, Dequantization.Midpoint);
            Expect.Close(bits, actual, 1e-12, $"{channels} channels, pixel {pixel}");
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(5)]
    public void Black_and_white_images_of_any_channels_have_finite_bits_and_every_level_comes_back(int bits)
    {
        using var backend = new CpuBackend(threads: 1);
        foreach (var channels in (int[])[1, 3, 4])
        {
            // A column for every level of the bits, in every channel.
            var levels = 1 << bits;
            var shape = new ImageShape(channels, 2, levels);
            var images = TestImages.Of(shape, 3, (n, _, _, column) => n switch { 0 => 0, 1 => levels - 1, _ => column });
            using var model = SmallFlows.Warm(backend, SmallFlows.Config(shape, levels: 1) with { Bits = bits }, images);
            var batch = TestImages.All(images);

            Assert.All(
                model.LogDensity(batch, Dequantization.Uniform(new RandomKey(1, RandomStream.EvaluationNoise, 0))),
                nats => Assert.True(double.IsFinite(nats), $"{channels} channels: {nats}"));
            Assert.Equal(batch.Pixels, model.Decode(model.Encode(batch)).Images.Pixels);
        }
    }

    private static double Score<TDensity>(ImageShape shape, PixelCoding coding, int pixel, Dequantization dequantization)
        where TDensity : struct, ILogDensity
    {
        using var backend = new ReferenceBackend();
        using var x = backend.Allocate(shape.Batched(1));
        using var logDensity = backend.Allocate(new Shape(1));
        var pixels = Enumerable.Repeat((byte)pixel, shape.Dimensions).ToArray();
        backend.EncodePixels(pixels, [7], coding, dequantization, x, logDensity);
        backend.LogDensity<TDensity>(x, logDensity);
        return BitsPerDimension.FromNats(TestTensors.ReadDoubles(backend, logDensity)[0], shape.Dimensions);
    }
}
