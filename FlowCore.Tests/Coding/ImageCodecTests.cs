using FlowCore.Backends.Cpu;
using FlowCore.Coding;
using FlowCore.Data;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Coding;

/// <summary>What is encoded comes back byte for byte, whatever the model does to it.</summary>
public sealed class ImageCodecTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CpuBackend _cpu = new(threads: 2, poisonMemory: true);

    private string Latents => _folder.PathOf("latents.safetensors");

    private string Model => _folder.PathOf("model.safetensors");

    public void Dispose()
    {
        _cpu.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Images_come_back_with_their_names_and_all_their_latents()
    {
        CodecTrial.Save(Model, CodecTrial.Config, CodecTrial.Images);
        var encoded = CodecTrial.Encode(Model, _cpu, CodecTrial.Images, Latents);
        Assert.Equal(CodecTrial.Images.Count, encoded.Images);
        var decoded = CodecTrial.AssertComesBack(Model, _cpu, CodecTrial.Images, Latents);
        Assert.Equal((encoded.Corrections, 0), (decoded.Corrections, decoded.DecodedAgain));

        // All latents together have as many numbers as the images (CASES 26).
        using var file = LatentFile.Open(Latents);
        Assert.Equal(CodecTrial.Image.Dimensions, file.LatentShapes.Sum(shape => shape.Dimensions));
        Assert.Equal(["latents.safetensors", "model.safetensors"], _folder.Names);
    }

    // The more the weights are multiplied the more bytes a rounding changes, until numbers overflow to infinity and NaN.
    [Theory]
    [InlineData(12f, 1)]
    [InlineData(30f, 1000)]
    [InlineData(1e5f, 10_000)]
    public void With_a_large_gain_corrections_are_counted_and_no_byte_differs(float factor, int least)
    {
        var config = CodecTrial.Config with { Image = new ImageShape(3, 32, 32) };
        var images = TestImages.Noise(config.Image, 20, seed: 3);
        CodecTrial.Save(Model, config, images, factor);
        var encoded = CodecTrial.Encode(Model, _cpu, images, Latents);
        Assert.True(encoded.Corrections >= least, $"{encoded.Corrections} corrections");
        Assert.InRange(encoded.CorrectedImages, 1, images.Count);
        Assert.Equal(encoded.Corrections, CodecTrial.AssertComesBack(Model, _cpu, images, Latents).Corrections);
        foreach (var bits in VectorWidths.All)
        {
            using var other = VectorWidths.Backend(bits, threads: 3);
            CodecTrial.AssertComesBack(Model, other, images, Latents);
        }
    }

    [Fact]
    public void With_an_inverse_that_is_learned_most_bytes_are_corrections_and_none_differs()
    {
        var config = CodecTrial.Config with { Step = "snf,actnorm,plu,coupling" };
        CodecTrial.Save(Model, config, CodecTrial.Images);
        var encoded = CodecTrial.Encode(Model, _cpu, CodecTrial.Images, Latents);
        Assert.True(encoded.Corrections > 1000, $"{encoded.Corrections} corrections");
        Assert.Equal(encoded.Corrections, CodecTrial.AssertComesBack(Model, _cpu, CodecTrial.Images, Latents).Corrections);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(30f)]
    public void Another_device_encodes_and_decodes_to_the_same_bytes(float factor)
    {
        // In double: as far from the CPU's bits as a device can be.
        using var device = new ReferenceBackend();
        var config = CodecTrial.Config with { StepsPerLevel = 1 };
        var images = TestImages.Noise(CodecTrial.Image, 3, seed: 5);
        CodecTrial.Save(Model, config, images, factor);
        CodecTrial.Encode(Model, device, images, Latents);
        CodecTrial.AssertComesBack(Model, _cpu, images, Latents);
        CodecTrial.AssertComesBack(Model, device, images, Latents);
        CodecTrial.Encode(Model, _cpu, images, Latents);
        var again = CodecTrial.AssertComesBack(Model, device, images, Latents).DecodedAgain;
        Assert.InRange(again, factor > 1 ? 1 : 0, images.Count);
    }

    [Fact]
    public void Padded_models_of_few_bits_and_classes_bring_images_back_by_their_labels()
    {
        var shape = new ImageShape(1, 7, 9);
        var config = SmallFlows.Config(new ImageShape(1, 7, 9)) with
        {
            Padded = new ImageShape(1, 8, 12),
            Bits = 5,
            Classes = 3,
            Prior = "learned",
        };
        var images = QuantizedImageSet.Of(
            new LabelledImageSet(TestImages.Noise(shape, 40, seed: 2), 3, (int[])[.. Enumerable.Range(0, 40).Select(i => i % 3)]), 5);
        CodecTrial.Save(Model, config, images);
        CodecTrial.Encode(Model, _cpu, images, Latents);
        CodecTrial.AssertComesBack(Model, _cpu, images, Latents);
        using var file = LatentFile.Open(Latents);
        Assert.True(file.HasLabels);
        Assert.Equal([0, 1, 2, 0], file.ReadLatents(0, 4).Labels!);
        Assert.Equal(5, file.Bits);
    }

    [Fact]
    public void Images_that_cannot_be_read_are_named_and_left_out()
    {
        CodecTrial.Save(Model, CodecTrial.Config, CodecTrial.Images);
        var faulty = new FaultyImageSet(CodecTrial.Images, index => index is 3 or 110);
        var lines = new List<string>();
        using var codec = ImageCodec.Open(Model, _cpu);
        Assert.Equal(128, codec.Encode(faulty, Latents, unreadable: lines.Add).Images);
        Assert.Equal(2, lines.Count);
        using var file = LatentFile.Open(Latents);
        Assert.DoesNotContain(((IImageSet)faulty).NameOf(3), file.Names);
        Assert.Contains(((IImageSet)faulty).NameOf(4), file.Names);
        Assert.Throws<UnreadableImageException>(() => codec.Encode(faulty, Latents));
        var none = new FaultyImageSet(CodecTrial.Images, _ => true);
        Assert.Throws<FlowException>(() => codec.Encode(none, Latents, unreadable: _ => { }));
    }

    [Fact]
    public void A_stop_between_two_batches_leaves_the_old_file_and_nothing_else()
    {
        CodecTrial.Save(Model, CodecTrial.Config, CodecTrial.Images);
        File.WriteAllText(Latents, "old");
        using var stop = new CancellationTokenSource();
        var faulty = new FaultyImageSet(CodecTrial.Images, index =>
        {
            if (index >= 100)
            {
                stop.Cancel();
            }

            return false;
        });
        using var codec = ImageCodec.Open(Model, _cpu);
        Assert.Throws<OperationCanceledException>(() => codec.Encode(faulty, Latents, cancellation: stop.Token));
        Assert.Equal("old", File.ReadAllText(Latents));
        Assert.Equal(["latents.safetensors", "model.safetensors"], _folder.Names);
    }

    [Fact]
    public void Another_model_and_other_weights_are_refused()
    {
        CodecTrial.Save(Model, CodecTrial.Config, CodecTrial.Images);
        CodecTrial.Encode(Model, _cpu, CodecTrial.Images, Latents);
        var other = CodecTrial.Save(_folder.PathOf("other.safetensors"), CodecTrial.Config, CodecTrial.Images, factor: 1.001f);
        using var codec = ImageCodec.Open(other, _cpu);
        using var file = LatentFile.Open(Latents);
        var refusal = Assert.Throws<FlowException>(() => codec.Decode(file, _ => Assert.Fail("An image was handed on.")));
        Assert.Contains(file.Model, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("Decode with the model that encoded.", refusal.Message, StringComparison.Ordinal);
    }
}
