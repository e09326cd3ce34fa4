using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Data.Embedded;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Models;

/// <summary>Every preset at its full depth, with narrow nets, is exact in float32 from its start on.</summary>
public sealed class PresetStartTests
{
    private const int Images = 12;
    private const int BatchSize = 4;

    // The papers'. At five times that the couplings of the deepest presets, not their masked convolutions, overflow on latents
    // that no image has, before they have learnt anything.
    private const double LearningRate = 1e-3;

    public static TheoryData<string> Presets => [.. FlowPresets.Names];

    /// <summary>
    /// Bytes come back, of images and of samples: at the start, after a few steps and after some more, when the learning rate
    /// has risen to more than half of what it will be.
    /// </summary>
    [Theory]
    [MemberData(nameof(Presets))]
    public void A_preset_brings_back_every_byte_at_its_start_and_while_it_warms_up(string preset) =>
        BringsBackEveryByte(FlowPresets.Get(preset) with { Width = 8 }, preset);

    /// <summary>The same of other units in the steps of presets, at a part of their depth.</summary>
    /// <param name="unit">As in <see cref="FlowCatalog.Mixing"/>.</param>
    [Theory]
    [InlineData("cinc")]
    [InlineData("emerging")]
    [InlineData("inverse-flow")]
    [InlineData("macow")]
    [InlineData("convexp")]
    [InlineData("woodbury")]
    public void A_unit_brings_back_every_byte_in_any_presets_levels(string unit)
    {
        foreach (var preset in FlowPresets.Names)
        {
            var config = FlowPresets.Get(preset);
            BringsBackEveryByte(
                config with { Width = 8, StepsPerLevel = 2, Step = FlowCatalog.Standard.StepWith(unit, config.Step) }, $"{preset} with {unit}");
        }
    }

    private static void BringsBackEveryByte(FlowConfig config, string name)
    {
        var images = Garments(config.Image);
        using var backend = new CpuBackend();
        using var model = new FlowModel(config, backend, seed: 3);
        using var trainer = new Trainer(model, images, new TrainingOptions
        {
            BatchSize = BatchSize,
            InitImages = Images,
            LearningRate = LearningRate,
        });
        trainer.Initialize();
        foreach (var steps in (int[])[0, 6, 30])
        {
            while (trainer.Step < steps)
            {
                Assert.Null(trainer.RunStep().Refusal);
            }

            ComesBack(TestImages.All(images));
            var drawn = model.Sample(BatchSize, seed: 5);
            Assert.Equal(0, drawn.NonFinite);
            ComesBack(drawn.Images);
        }

        void ComesBack(ImageBatch batch)
        {
            var back = model.Decode(model.Encode(batch)).Images.Pixels;
            var differing = batch.Pixels.Zip(back).Count(pair => pair.First != pair.Second);
            Assert.True(differing == 0, $"{name}, step {trainer.Step}: {differing} of {batch.Pixels.Length} bytes differ.");
        }
    }

    /// <summary>The images that everybody has, as large and with as many channels as a preset's: another garment a channel.</summary>
    private static InMemoryImageSet Garments(ImageShape shape)
    {
        var garments = FashionMnist.Open(DataSplit.Train);
        var (side, pixels) = (garments.Shape.Width, garments.Batch([.. Enumerable.Range(0, Images + shape.Channels)]).Pixels);
        return TestImages.Of(shape, Images, (n, channel, row, column) =>
            pixels[((((n + channel) * side) + (row * side / shape.Height)) * side) + (column * side / shape.Width)]);
    }
}
