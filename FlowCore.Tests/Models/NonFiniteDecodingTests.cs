using FlowCore.Autodiff;
using FlowCore.Backends.Cpu;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Models;

public sealed class NonFiniteDecodingTests : IDisposable
{
    private static readonly ImageShape Image = new(1, 16, 16);

    private readonly CpuBackend _backend = new(threads: 1, poisonMemory: true);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData("level2.step2.coupling", ".conv3.logScale", 200)]
    [InlineData("level2.step2.conv1x1", ".logDiagonal", -200)]
    [InlineData("level2.step2.actnorm", ".logScale", 200)]
    [InlineData("level2.step2.finc", ".weight", 1e30)]
    [InlineData("level2.step1.actnorm", ".logScale", 200)]
    [InlineData("level1.split.coupling", ".conv3.logScale", 200)]
    [InlineData("level1.step2.finc", ".weight", 1e30)]
    [InlineData("level1.step1.conv1x1", ".logDiagonal", -200)]
    [InlineData("level1.step1.actnorm", ".mean", double.PositiveInfinity)]
    [InlineData("level1.step1.finc", ".weight", 1e30)]
    public void The_layer_in_which_samples_stop_being_finite_is_named(string layer, string parameter, double value)
    {
        using var model = Model();
        _backend.Fill(Parameter(model, layer + parameter).Value, value);
        var drawn = model.Sample(3, seed: 1);
        Assert.Equal((layer + " (inverse)", true), (drawn.NonFinitePlace, drawn.NonFinite > 0));
        Assert.Contains(layer, drawn.Refusal("samples")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_that_doubles_from_pixel_to_pixel_is_found_though_each_value_is_small()
    {
        using var model = Model(new ImageShape(1, 96, 96));
        var weights = Parameter(model, "level1.step1.finc.weight");
        _backend.Write([.. Enumerable.Range(0, (int)weights.Shape.Count).Select(i => i % 2 == 0 ? 3.0 : -3.0)], weights.Value);
        Assert.Equal("level1.step1.finc (inverse)", model.Sample(1, temperature: 1, seed: 2).NonFinitePlace);
    }

    [Fact]
    public void Of_many_images_one_that_is_not_finite_is_enough()
    {
        using var model = Model();
        var latents = model.Encode(TestImages.All(TestImages.Noise(Image, 5, 7)));
        latents.Values[1][^1] = float.NaN;
        var decoded = model.Decode(latents);
        Assert.Equal("the latent of level 2", decoded.NonFinitePlace);
        Assert.StartsWith("images: expected finite numbers, got ", decoded.Refusal("images")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Finite_images_have_no_such_place_and_large_numbers_are_finite()
    {
        using var model = Model();
        Assert.Equal((null, 0), Place(model.Sample(130, seed: 3)));

        // Their squares are past the largest float; the numbers are not.
        _backend.Fill(Parameter(model, "level1.step1.actnorm.logScale").Value, 60);
        Assert.Equal((null, 0), Place(model.Sample(3, seed: 3)));
        Assert.Null(model.Sample(3, seed: 3).Refusal("samples"));

        static (string?, long) Place(DecodedImages drawn) => (drawn.NonFinitePlace, drawn.NonFinite);
    }

    private static Parameter Parameter(FlowModel model, string name) => model.Arena.Parameters.Single(p => p.Name == name);

    private FlowModel Model(ImageShape? image = null) => SmallFlows.Warm(
        _backend, SmallFlows.Config(image ?? Image), TestImages.Noise(image ?? Image, 16, 1), steps: 1);
}
