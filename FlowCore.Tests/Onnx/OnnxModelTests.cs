using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Data.Embedded;
using FlowCore.Models;
using FlowCore.Onnx;
using FlowCore.Ops;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Onnx;

/// <summary>ONNX Runtime computes from the exported files what the library does.</summary>
public sealed class OnnxModelTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private static readonly Dictionary<string, FlowConfig> Configs = new()
    {
        ["grey, 2 levels"] = SmallFlows.Config(new ImageShape(1, 28, 28)),
        ["padded"] = SmallFlows.Config(new ImageShape(1, 13, 10), levels: 3) with { Padded = new ImageShape(1, 16, 16) },
        ["colour, 3 levels"] = SmallFlows.Config(new ImageShape(3, 16, 24), levels: 3),
        // One step: with two the roundings of the latents alone cost the library's own inverse, in double, 1.8e-4 of the images.
        ["odd channels, 3 levels"] = SmallFlows.Config(new ImageShape(5, 8, 8), levels: 3, steps: 1) with { Step = "masked,actnorm,plu,coupling" },
        ["learned prior"] = SmallFlows.Config(new ImageShape(1, 8, 16), levels: 3) with { Prior = "learned" },
        ["classes"] = SmallFlows.Config(new ImageShape(3, 8, 8)) with { Classes = 3 },
        ["classes and learned prior"] = SmallFlows.Config(new ImageShape(1, 8, 8)) with { Classes = 3, Prior = "learned" },
        ["dense"] = SmallFlows.Config(new ImageShape(3, 8, 8)) with { Step = "finc,actnorm,dense,coupling" },
        ["inverse units"] = SmallFlows.Config(new ImageShape(1, 8, 8)) with { Step = "inverse-flow,actnorm,plu,coupling" },
        ["cinc"] = SmallFlows.Config(new ImageShape(1, 8, 8)) with { Step = "cinc,actnorm,plu,coupling" },
        ["emerging"] = SmallFlows.Config(new ImageShape(1, 8, 8)) with { Step = "emerging,actnorm,plu,coupling" },
        ["additive"] = SmallFlows.Config(new ImageShape(1, 8, 8)) with { Step = "actnorm,plu,additive", Classes = 3 },
        ["quad"] = SmallFlows.Config(new ImageShape(1, 8, 8)) with { Step = "actnorm,plu,quad", Classes = 3 },
        // One step: with two of these weights the library's own inverse in float is 0.77 from that in double, in log-odds.
        ["macow"] = SmallFlows.Config(new ImageShape(1, 8, 8), steps: 1) with { Step = "macow,actnorm,plu,coupling" },
        ["macow, kernel 5"] = SmallFlows.Config(new ImageShape(1, 4, 8)) with { Step = "macow,actnorm,plu,coupling", Kernel = 5 },
        ["convexp"] = SmallFlows.Config(new ImageShape(1, 8, 8)) with { Step = "convexp,actnorm,plu,coupling" },
        ["woodbury"] = SmallFlows.Config(new ImageShape(1, 8, 8)) with { Step = "woodbury,actnorm,plu,coupling" },
        ["snf"] = SmallFlows.Config(new ImageShape(1, 8, 12)) with { Step = "snf,actnorm,plu,coupling" },
        ["linear, 5 bits"] = SmallFlows.Config(new ImageShape(3, 8, 8)) with { Scale = PixelScale.Linear, Bits = 5 },
        ["5 bits"] = SmallFlows.Config(new ImageShape(1, 8, 8)) with { Bits = 5 },
        ["kernel 1"] = SmallFlows.Config(new ImageShape(3, 8, 8)) with { Kernel = 1 },
        ["kernel 2"] = SmallFlows.Config(new ImageShape(3, 8, 12)) with { Kernel = 2 },
        ["kernel 5"] = SmallFlows.Config(new ImageShape(1, 12, 8)) with { Kernel = 5 },
        ["kernel larger than the image"] = SmallFlows.Config(new ImageShape(1, 4, 4)) with { Kernel = 5 },
    };

    private readonly CpuBackend _backend = new(threads: 2, poisonMemory: true);

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var name in Configs.Keys)
            {
                cases.Add(name, true);
                cases.Add(name, false);
            }

            return cases;
        }
    }

    public void Dispose() => _backend.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Densities_latents_and_images_are_the_librarys(string name, bool optimized)
    {
        var (model, images) = Model(Configs[name]);
        using var built = model;
        using var density = new OnnxRun(OnnxModel.OfDensity(model), optimized);
        using var inverse = new OnnxRun(OnnxModel.OfInverse(model), optimized);
        foreach (var count in (int[])[1, 7])
        {
            var batch = images.Batch([.. Enumerable.Range(3, count)]);
            OnnxChecks.Agree(model, batch, density, inverse, Tolerance, name);
        }
    }

    [Fact]
    public void The_default_model_scores_two_hundred_test_images_alike_and_gives_every_byte_back()
    {
        using var model = SmallFlows.Trained(
            _backend, FlowPresets.Get("fashion-small"), FashionMnist.Open(DataSplit.Train), new TrainingOptions { MaxSteps = 40 });
        var batch = FashionMnist.Open(DataSplit.Test).Batch([.. Enumerable.Range(0, 200)]);
        using var density = new OnnxRun(OnnxModel.OfDensity(model));
        using var inverse = new OnnxRun(OnnxModel.OfInverse(model));

        // Absolute: of a trained model's 3 to 5 bits a relative bound would allow more.
        var bits = density.Run(batch.Count, OnnxChecks.Pixels(batch, 0.5f))["bits_per_dimension"];
        var expected = model.LogDensity(batch, Dequantization.Midpoint);
        Assert.All(bits.Zip(expected), pair => Assert.InRange(
            pair.First - BitsPerDimension.FromNats(pair.Second, model.Image.Dimensions), -1e-4, 1e-4));

        var latents = model.Encode(batch).Values.Select((values, i) => ($"latent_{i + 1}", (Array)values)).ToArray();
        var pixels = inverse.Run(batch.Count, latents)["pixels"];
        Assert.All(pixels.Zip(batch.Pixels), pair => Assert.InRange((pair.First - pair.Second - 0.5) / 256, -1e-4, 1e-4));
    }

    [Fact]
    public void Draws_with_noise_in_their_bins_have_the_librarys_density()
    {
        var (model, images) = Model(Configs["grey, 2 levels"]);
        using var built = model;
        using var density = new OnnxRun(OnnxModel.OfDensity(model));
        var batch = images.Batch([0, 1, 2]);
        var expected = model.LogDensity(batch, Dequantization.Fixed(0.3125));
        Assert.NotEqual(expected, model.LogDensity(batch, Dequantization.Midpoint));
        var actual = density.Run(3, OnnxChecks.Pixels(batch, 0.3125f))["log_density"];
        Expect.Close(expected, Numbers.Widened(actual), Tolerance, "log-density");
    }

    [Fact]
    public void A_class_that_there_is_not_is_refused_by_whoever_runs_it()
    {
        var (model, images) = Model(Configs["classes"]);
        using var built = model;
        using var density = new OnnxRun(OnnxModel.OfDensity(model));
        var failure = Assert.ThrowsAny<Exception>(() =>
            density.Run(1, OnnxChecks.Pixels(images.Batch([0]), 0.5f), ("label", new long[] { 3 })));
        Assert.Contains("out of data bounds", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_its_first_weights_is_refused()
    {
        using var model = new FlowModel(Configs["grey, 2 levels"], _backend);
        Assert.Equal(
            "ONNX: expected a model that was trained or loaded, got one with its first weights. Train it first.",
            Assert.Throws<FlowException>(() => OnnxModel.OfDensity(model)).Message);
    }

    [Fact]
    public void A_unit_that_a_graph_cannot_say_is_refused_in_a_line()
    {
        var (model, _) = Model(SmallFlows.Config(new ImageShape(1, 8, 8)) with { Step = "mintnet,actnorm,plu,coupling" });
        using var built = model;
        foreach (var export in (Action[])[() => OnnxModel.OfDensity(model), () => OnnxModel.OfInverse(model)])
        {
            var message = Assert.Throws<FlowException>(export).Message;
            Assert.Matches(@"^level\d\.step\d\.mintnet\.\w+: expected ", message);
            Assert.Contains("ActivateGradient", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    private (FlowModel Model, IImageSet Images) Model(FlowConfig config)
    {
        const int Count = 24;
        var made = TestImages.Of(config.Image, Count, (n, c, y, x) =>
            ((n * 29) + (c * 50) + (y * 7) + (x * 3) + (n * y * x % 11)) % (1 << config.Bits));
        IImageSet images = config.Classes == 0
            ? made
            : new LabelledImageSet(made, config.Classes, Enumerable.Range(0, Count).Select(n => n % config.Classes).ToArray());
        var model = SmallFlows.Warm(_backend, config, images);
        OnnxChecks.Disturb(model, seed: 5);
        return (model, images);
    }
}
