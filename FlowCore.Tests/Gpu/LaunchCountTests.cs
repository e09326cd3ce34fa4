using FlowCore.Gpu;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Tools.Benching;
using FlowCore.Tools.Benching.Operations;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Gpu;

/// <summary>How many kernels work takes: a launch costs as much on an empty tensor as a small layer's arithmetic.</summary>
public sealed class LaunchCountTests(OpenDevice.Emulator device) : IClassFixture<OpenDevice.Emulator>
{
    // What belongs to weights or channels and not to samples: there is work without any.
    private static readonly string[] WithoutSamples =
    [
        "AssembleTaps", "AssembleTapsGradient", "AssembleCausal", "AssembleCausalGradient", "FoldTaps", "ComposePlu", "ComposePluGradient",
        "InvertPlu", "SumOfSquares", "Adam", "Adamax", "Lerp", "SumChannels", "Moments", "BroadcastSumGradient", "ConvolveWeightGradient", "MaskedConvolveWeightGradient",
        "AffineForwardGradient", "AffineInverseGradient", "CouplingNetGradient",
    ];

    private static readonly FlowConfig Small =
        new() { Image = new ImageShape(1, 4, 4), Levels = 2, StepsPerLevel = 1, Width = 4 };

    private GpuBackend Backend => device.Backend;

    public static TheoryData<string, int, int, int, int, int> Sizes { get; } = new()
    {
        { "one image", 1, 4, 4, 4, 1 },
        { "seven images", 1, 4, 4, 4, 7 },
        { "more channels", 3, 4, 4, 4, 2 },
        { "taller and wider", 1, 12, 8, 4, 2 },
        { "a wider net", 1, 4, 4, 20, 2 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_training_step_launches_the_same_whatever_its_sizes(
        string sizes, int channels, int height, int width, int hidden, int batch)
    {
        var other = Small with { Image = new ImageShape(channels, height, width), Width = hidden };
        var (expected, launches) = (OfAStep(Small, batch: 2), OfAStep(other, batch));
        Assert.True(launches == expected, $"{sizes}: {launches} launches, not {expected}.");

        // About 10 operations a layer with their gradients, 9 layers.
        Assert.InRange(launches, 50, 400);
    }

    [Fact]
    public void The_inverse_of_a_unit_is_one_launch()
    {
        foreach (var member in (string[])["MaskedSolve", "MaskedSolveTransposed"])
        {
            var row = AllRows.At(Shapes(samples: 3)).Single(row => row.Name == member);
            Assert.Equal(1, LaunchesOf(row));
        }
    }

    [Fact]
    public void No_samples_are_no_launch()
    {
        var rows = AllRows.At(Shapes(samples: 0))
            .Where(row => !WithoutSamples.Contains(row.Name) && row.Shape != MatrixProduct.Small.ToString())
            .ToArray();
        Assert.Contains(rows, row => row.Name == "Convolve");
        Assert.All(rows, row => Assert.Equal((row.Name, 0), (row.Name, LaunchesOf(row))));
    }

    private OperationShapes Shapes(int samples) => new(Backend, Small, new ImageShape(4, 2, 2), samples, Parameters: 10);

    private long LaunchesOf(OperationRow row)
    {
        using var tensors = new BenchTensors(Backend);
        var work = row.Prepare(tensors);
        var before = Backend.Launches;
        work();
        Backend.Synchronize();
        return Backend.Launches - before;
    }

    private long OfAStep(FlowConfig config, int batch)
    {
        using var model = new FlowModel(config, Backend);
        using var trainer = new Trainer(
            model, TestImages.Noise(config.Image, 10, seed: 1), new TrainingOptions { BatchSize = batch, InitImages = 10 });
        trainer.RunStep();
        var before = Backend.Launches;
        Assert.Null(trainer.RunStep().Refusal);
        return Backend.Launches - before;
    }
}
