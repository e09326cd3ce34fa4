using FlowCore.Backends.Cpu;
using FlowCore.Coding;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Coding;

/// <summary>A file that was damaged or made to do harm is refused in one line, or gives the right images: never wrong ones.</summary>
public sealed class HostileLatentFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CpuBackend _cpu = new(threads: 1);

    private string Good => _folder.PathOf("good.safetensors");

    private string Bad => _folder.PathOf("bad.safetensors");

    private string Model => _folder.PathOf("model.safetensors");

    public HostileLatentFileTests()
    {
        CodecTrial.Save(Model, CodecTrial.Config, CodecTrial.Images, factor: 20);
        Assert.NotEqual(0, CodecTrial.Encode(Model, _cpu, CodecTrial.Images, Good).Corrections);
    }

    public void Dispose()
    {
        _cpu.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_cut_file_and_every_flipped_byte_are_refused()
    {
        var bytes = File.ReadAllBytes(Good);
        File.WriteAllBytes(Bad, bytes[..(bytes.Length / 2)]);
        Assert.Contains("cut short", Refusal().Message, StringComparison.Ordinal);

        // Some of each part of the file: the length, the header, the numbers, the names.
        for (var at = 0; at < bytes.Length; at += at < 2000 ? 13 : bytes.Length / 60)
        {
            byte[] flipped = [.. bytes];
            flipped[at] ^= 0x10;
            File.WriteAllBytes(Bad, flipped);
            Refusal();
        }
    }

    [Fact]
    public void Every_missing_renamed_or_retyped_tensor_and_string_is_refused()
    {
        foreach (var name in new LatentBytes(Good).Tensors.ToArray())
        {
            AssertRefused(file => file.Remove(name));
            AssertRefused(file => file.Set(name, newName: name + "x"));
            AssertRefused(file => file.Set(name, dtype: "BOOL", shape: new Shape(file.Bytes(name).Length)));
        }

        foreach (var key in new LatentBytes(Good).Keys.Where(key => key is not ("source" or "arithmetic")))
        {
            AssertRefused(file => file.Set(key, null));
            AssertRefused(file => file.Set(key, "?"));
        }

        AssertRefused(file => file.Set("image", "3x12x8"));
        AssertRefused(file => file.Set("image", "99999x99999x99999"));
        AssertRefused(file => file.Set("bits", "7"));
        AssertRefused(file => file.Set("weights", "average"));
    }

    [Fact]
    public void Corrections_outside_the_images_or_out_of_order_are_refused()
    {
        var end = (long)CodecTrial.Images.Count * CodecTrial.Image.Dimensions;
        (long[] Positions, byte[] Values)[] wrong =
        [
            ([-1], [0]), ([end], [0]), ([long.MinValue], [0]), ([long.MaxValue], [0]), ([5, 5], [1, 2]), ([7, 6], [1, 2]), ([0, 1], [1]),
            ([], [1]), ([1], []),
        ];
        foreach (var (positions, values) in wrong)
        {
            AssertRefused(file => file.SetCorrections(positions, values));
        }

        // Right places with wrong bytes pass until an image is compared with its hash.
        AssertRefused(file => file.SetCorrections([], []));
        AssertRefused(file => file.SetCorrections([0, end - 1], [1, 2]));
    }

    [Fact]
    public void Names_that_are_not_one_an_image_are_refused()
    {
        AssertRefused(file => file.Set("names", bytes: [.. file.Bytes("names").Select(each => each == 0 ? (byte)'a' : each)]));
        AssertRefused(file => file.Set("names", bytes: [.. file.Bytes("names")[..^1], (byte)'a']));
        AssertRefused(file => file.Set("names", bytes: [0xFF, .. file.Bytes("names")[1..]]));
        AssertRefused(file => file.Set("names", shape: new Shape(0), bytes: []));
    }

    [Fact]
    public void Random_changes_behind_a_right_hash_never_give_a_wrong_image()
    {
        const ulong Seed = 12;
        var random = new PhiloxSequence(new RandomKey(Seed, RandomStream.Weights, 3));
        var expected = TestImages.All(CodecTrial.Images).Pixels;
        for (var trial = 0; trial < 40; trial++)
        {
            var file = new LatentBytes(Good);
            var names = file.Tensors.ToArray();
            var name = names[random.NextBelow(names.Length)];
            byte[] bytes = [.. file.Bytes(name)];
            for (var change = 0; change < 3; change++)
            {
                // All bits of a float set are a NaN.
                var (at, value) = (random.NextBelow(bytes.Length - 4), (byte)random.NextBelow(256));
                bytes.AsSpan(at, trial % 2 == 0 ? 1 : 4).Fill(trial % 3 == 0 ? (byte)0xFF : value);
            }

            file.Set(name, bytes: bytes);
            file.Save(Bad);
            try
            {
                Decode(batch => Assert.True(
                    expected.AsSpan(batch.Images.Ids[0] * CodecTrial.Image.Dimensions, batch.Images.Pixels.Length).SequenceEqual(batch.Images.Pixels),
                    $"seed {Seed}, trial {trial}: {name} gave a wrong image."));
            }
            catch (FlowException refusal)
            {
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }
    }

    private void AssertRefused(Action<LatentBytes> change)
    {
        var file = new LatentBytes(Good);
        change(file);
        file.Save(Bad);
        Refusal();
    }

    /// <summary>The one line, which names the file.</summary>
    private FlowException Refusal()
    {
        var expected = TestImages.All(CodecTrial.Images);
        var refusal = Assert.ThrowsAny<FlowException>(() => Decode(batch =>
            Assert.Equal(expected.Image(batch.Images.Ids[0]), batch.Images.Image(0))));
        Assert.Contains(Bad, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal;
    }

    private void Decode(Action<NamedImages> take)
    {
        using var codec = ImageCodec.Open(Model, _cpu);
        using var file = LatentFile.Open(Bad);
        codec.Decode(file, take);
    }
}
