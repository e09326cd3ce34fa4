using FlowCore.Autodiff;
using FlowCore.Backends.Cpu;
using FlowCore.Backends.Cpu.Caches;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Coding;

/// <summary>
/// Decoding on the CPU gives the same bits with vectors of any width, on any number of threads, with any caches and in any batch:
/// corrections of a latent file count on it.
/// </summary>
public sealed class DecoderBitsTests : IDisposable
{
    private const int Images = 100;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The default step with priors and widths that matter, and every unit of the catalog beside others.</summary>
    public static IEnumerable<object[]> Steps { get; } =
    [
        [FlowConfig.DefaultStep, "normal", 24],
        [FlowConfig.DefaultStep, "learned", 150],
        ["actnorm,plu,coupling", "learned", 17],
        ["actnorm,dense,coupling", "normal", 24],
        ["finc", "normal", 1],
        .. FlowCatalog.Standard.Mixing.Select(unit => (object[])[$"actnorm,{unit.Name},coupling", "normal", 24]),
        .. FlowCatalog.Standard.Couplings.Select(unit => (object[])[$"actnorm,plu,{unit.Name}", "normal", 24]),
    ];

    [Theory]
    [MemberData(nameof(Steps))]
    public void The_bits_are_the_same_on_every_kind_of_cpu(string step, string prior, int width)
    {
        var config = new FlowConfig
        {
            Image = new ImageShape(3, 12, 20),
            Levels = 2,
            StepsPerLevel = 2,
            Width = width,
            Step = step,
            Prior = prior,
            Classes = 3,
        };
        var images = new LabelledImageSet(
            TestImages.Noise(config.Image, Images, seed: 4), 3, (int[])[.. Enumerable.Range(0, Images).Select(i => i % 3)]);
        var file = _folder.PathOf("model.safetensors");
        using (var backend = new CpuBackend())
        {
            using var model = SmallFlows.Warm(backend, config, images);
            Checkpoint.Save(file, model, 5);
        }

        var latents = Encode(file, images);
        var expected = Decode(VectorWidths.All.Last(), 1, CacheSizes.Fallback, file, latents, Images);
        foreach (var bits in VectorWidths.All)
        {
            foreach (var (threads, level1, level2) in (ReadOnlySpan<(int, int, int)>)[(1, 8, 16), (2, 48, 2048), (5, 32, 256)])
            {
                foreach (var batch in (ReadOnlySpan<int>)[1, 3, Images])
                {
                    var caches = new CacheSizes(level1 << 10, level2 << 10);
                    var actual = Decode(bits, threads, caches, file, latents, batch);
                    Assert.True(
                        expected.AsSpan(0, actual.Length).SequenceEqual(actual),
                        $"{bits} bits, {threads} threads, batches of {batch}: other bits.");
                }
            }
        }
    }

    private static Latents Encode(string file, IImageSet images)
    {
        using var backend = new CpuBackend();
        var (model, _) = Checkpoint.Load(file, backend);
        using var own = model;
        return model.Encode(TestImages.All(images));
    }

    /// <summary>The bits of the real numbers that pixels are made of, image by image, of as many as a dozen batches have.</summary>
    private static int[] Decode(int bits, int threads, CacheSizes caches, string file, Latents latents, int batch)
    {
        using var backend = new CpuBackend(threads, poisonMemory: true, caches, bits);
        var (model, _) = Checkpoint.Load(file, backend);
        using var own = model;
        using var tape = new Tape(backend, recording: false);
        var result = new List<int>();

        for (var first = 0; first < Math.Min(latents.Count, 12 * batch); first += batch)
        {
            var count = Math.Min(batch, latents.Count - first);
            var frame = tape.OpenFrame();
            var z = latents.Values.Select((values, level) =>
            {
                var size = model.LatentShapes[level].Dimensions;
                var tensor = tape.Allocate(model.LatentShapes[level].Batched(count));
                BatchLayout.WriteImages(backend, values.AsSpan(first * size, count * size), tensor);
                return tape.Input(tensor);
            }).ToArray();
            var condition = model.ConditionOf(tape, latents.Labels![first..(first + count)], count);
            var x = BatchLayout.ReadImages(backend, model.Inverse(z, condition).Value.Value);
            result.AddRange(x.Select(BitConverter.SingleToInt32Bits));
            tape.CloseFrame(frame);
        }

        return [.. result];
    }
}
