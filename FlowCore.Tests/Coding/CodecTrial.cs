using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Coding;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Coding;

/// <summary>Models to encode with, and what comes back.</summary>
internal static class CodecTrial
{
    public static ImageShape Image { get; } = new(3, 8, 12);

    public static IImageSet Images { get; } = TestImages.Noise(Image, 130, seed: 9);

    public static FlowConfig Config { get; } = SmallFlows.Config(Image, levels: 2, steps: 2, width: 8);

    /// <summary>Writes a warm model, the weights of its FInC units multiplied: the larger, the more its inverse amplifies.</summary>
    public static string Save(string path, FlowConfig config, IImageSet images, float factor = 1)
    {
        using var backend = new CpuBackend(threads: 1);
        using var model = SmallFlows.Warm(backend, config, images);
        foreach (var weight in model.Arena.Parameters.Where(each => each.Name.EndsWith(".finc.weight", StringComparison.Ordinal)))
        {
            var values = new float[weight.Shape.Count];
            backend.Read(weight.Value, values);
            backend.Write(Array.ConvertAll(values, value => value * factor), weight.Value);
        }

        Checkpoint.Save(path, model, 5);
        return path;
    }

    /// <summary>Encodes on one backend.</summary>
    public static EncodingResult Encode(string model, IBackend backend, IImageSet images, string path)
    {
        using var codec = ImageCodec.Open(model, backend, threads: 1);
        return codec.Encode(images, path);
    }

    /// <summary>Decodes on one backend, and compares every byte and name with the images.</summary>
    public static DecodingResult AssertComesBack(string model, IBackend backend, IImageSet images, string path)
    {
        using var codec = ImageCodec.Open(model, backend, threads: 1);
        using var file = LatentFile.Open(path);
        var (pixels, names) = (new List<byte>(), new List<string>());
        var result = codec.Decode(file, batch =>
        {
            pixels.AddRange(batch.Images.Pixels);
            names.AddRange(batch.Names);
        });
        Assert.Equal(images.Count, result.Images);
        Assert.True(TestImages.All(images).Pixels.AsSpan().SequenceEqual(pixels.ToArray()), "Bytes differ.");
        Assert.Equal(Enumerable.Range(0, images.Count).Select(images.NameOf), names);
        return result;
    }
}
