using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Distributions;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Onnx;
using FlowCore.Ops;
using FlowCore.Outside.Extending;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Onnx;

/// <summary>Models of parts, a user's among them.</summary>
public sealed class OnnxPartsTests : IDisposable
{
    private static readonly ImageShape Image = new(2, 6, 5);

    private readonly CpuBackend _backend = new(threads: 1, poisonMemory: true);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(Orientation.TopLeft, 3, 3)]
    [InlineData(Orientation.TopRight, 2, 3)]
    [InlineData(Orientation.BottomLeft, 3, 2)]
    [InlineData(Orientation.BottomRight, 5, 4)]
    [InlineData(Orientation.TopRight, 1, 3)]
    [InlineData(Orientation.BottomLeft, 3, 1)]
    public void Every_orientation_of_a_masked_convolution_is_exported(Orientation orientation, int height, int width)
    {
        var random = new PhiloxSequence(new RandomKey(3, RandomStream.Weights, Step: 0));
        Agrees(new MaskedConv("masked", Image, height, width, orientation, random));
    }

    [Fact]
    public void A_users_layer_of_operations_of_the_tape_is_exported() => Agrees(new AdditiveSwap("swap", Image));

    [Fact]
    public void A_layer_that_reads_numbers_of_the_input_is_refused_by_its_name()
    {
        using var model = Model(new TwoSlopes("slopes", Image));
        Assert.Equal(
            "slopes: expected operations that ONNX has, got Read of what depends on the input. "
                + "Compose the layer of operations of the tape that are no random draws, gradients or reads.",
            Assert.Throws<FlowException>(() => OnnxModel.OfDensity(model)).Message);
    }

    [Fact]
    public void An_operation_that_the_exporter_lacks_is_refused_by_the_layers_name()
    {
        using var model = Model(new Eased("eased", Image));
        Assert.StartsWith(
            "eased: expected operations that ONNX has, got Lerp.",
            Assert.Throws<FlowException>(() => OnnxModel.OfDensity(model)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_density_that_only_a_program_knows_is_refused_by_its_name()
    {
        using var model = Model(new AdditiveSwap("swap", Image), new LaplacePrior("prior", Image));
        Assert.StartsWith(
            "prior: expected operations that ONNX has, got LogDensity of a 'Laplace'.",
            Assert.Throws<FlowException>(() => OnnxModel.OfDensity(model)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_refused_by_its_name()
    {
        using var model = Model(new AdditiveSwap("swap", Image));
        _backend.Fill(model.Arena.Values, double.NaN);
        Assert.StartsWith(
            "swap.weight: expected finite constants, got NaN at 0.",
            Assert.Throws<FlowException>(() => OnnxModel.OfDensity(model)).Message,
            StringComparison.Ordinal);
    }

    private void Agrees(Bijector layer)
    {
        using var model = Model(layer);
        OnnxChecks.Disturb(model, seed: 7);
        using var density = new OnnxRun(OnnxModel.OfDensity(model));
        using var inverse = new OnnxRun(OnnxModel.OfInverse(model));
        var images = TestImages.Noise(Image, count: 5, seed: 11);
        OnnxChecks.Agree(model, TestImages.All(images), density, inverse, tolerance: 1e-4, layer.Describe());
    }

    private FlowModel Model(Bijector layer, Prior? prior = null)
    {
        var level = new FlowLevel(new Chain("chain", [layer]), prior ?? new StandardNormalPrior("prior", Image), splits: false);
        return new FlowModel(new ScaledPixelMap(Image, new PixelCoding(PixelScale.Logit)), [level], _backend);
    }
}
