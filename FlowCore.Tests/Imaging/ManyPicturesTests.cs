using System.Diagnostics;
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Imaging;

public sealed class ManyPicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Twenty_thousand_small_pictures_are_open_and_read_from_in_under_five_seconds()
    {
        const int Count = 20_000;
        for (var i = 0; i < Count; i++)
        {
            _folder.Write($"{i:d5}.png", PngBytes.OfGray(8, 8, (y, x) => (i * 37) + (y * 8) + x));
        }

        int[] indices = [.. Enumerable.Range(0, 100).Select(i => i * 199)];
        foreach (var mostHeld in new[] { 1L << 27, 0 })
        {
            var clock = Stopwatch.StartNew();
            var set = PictureFolder.Open(_folder.Path, new PictureOptions(), memory: new MemoryBudget(mostHeld, mostHeld));
            var batch = set.Batch(indices);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"It took {clock.Elapsed}.");
            Assert.Equal((Count, new ImageShape(1, 8, 8)), (set.Count, set.Shape));
            Assert.Equal(indices.Select(i => (byte)(i * 37)), Enumerable.Range(0, 100).Select(n => batch.Image(n)[0]));
        }
    }

    [Fact]
    public void A_run_on_pictures_is_the_run_on_their_pixels_to_the_bit_wherever_they_are_held()
    {
        const int Count = 40;
        static int Pixel(int n, int y, int x) => (n * 5) + (y * 12) + (x * 3);
        for (var i = 0; i < Count; i++)
        {
            _folder.Write($"{i:d2}.png", PngBytes.OfGray(8, 16, (y, x) => Pixel(i, y, x) % 256));
        }

        IImageSet[] sets =
        [
            TestImages.Of(new ImageShape(1, 8, 16), Count, (n, _, y, x) => Pixel(n, y, x)),
            PictureFolder.Open(_folder.Path, new PictureOptions()),
            PictureFolder.Open(_folder.Path, new PictureOptions(), memory: new MemoryBudget(0, 0)),
        ];
        var runs = sets.Select(Losses).ToArray();
        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0], runs[2]);
    }

    private static double[] Losses(IImageSet images)
    {
        using var backend = new CpuBackend(threads: 1);
        using var model = new FlowModel(SmallFlows.Config(images.Shape), backend, seed: 3);
        using var trainer = new Trainer(model, images, new TrainingOptions { BatchSize = 12, InitImages = 20, Seed = 3, Flip = true });
        return [.. Enumerable.Range(0, 8).Select(_ => trainer.RunStep().BitsPerDimension)];
    }
}
