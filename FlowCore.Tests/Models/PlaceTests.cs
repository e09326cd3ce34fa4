using FlowCore.Backends.Cpu;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Models;

/// <summary>Rows are rows and columns columns, the first ones first, from the pixels to the latents of every level and back.</summary>
public sealed class PlaceTests : IDisposable
{
    private static readonly (double Row, double Column)[] Places = [(0, 0), (0, 1), (1, 0), (1, 1), (0.3, 0.8)];

    private readonly CpuBackend _backend = new(threads: 2);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(16, 32)]
    [InlineData(32, 16)]
    public void A_pixel_moves_the_latents_at_its_own_place_most(int height, int width)
    {
        var shape = new ImageShape(3, height, width);
        using var model = Model(shape);
        var before = model.Encode(TestImages.All(TestImages.Of(shape, 1, (_, _, _, _) => 128)));
        foreach (var (row, column) in At(shape))
        {
            var after = model.Encode(TestImages.All(TestImages.Of(shape, 1, (_, _, y, x) => (y, x) == (row, column) ? 200 : 128)));
            for (var level = 0; level < 2; level++)
            {
                var moved = Changed(before.Values[level], after.Values[level], before.Shapes[level]);
                Assert.Equal((row >> (level + 1), column >> (level + 1)), moved);
            }
        }
    }

    [Theory]
    [InlineData(16, 32)]
    [InlineData(32, 16)]
    public void A_latent_moves_the_pixels_at_its_own_place_most(int height, int width)
    {
        var shape = new ImageShape(3, height, width);
        using var model = Model(shape);
        for (var level = 0; level < 2; level++)
        {
            var latents = model.Encode(TestImages.All(TestImages.Of(shape, 1, (_, _, _, _) => 128)));
            var (values, place) = (latents.Values[level], latents.Shapes[level]);
            var before = Pixels();
            foreach (var (row, column) in At(place))
            {
                var (index, factor) = ((row * place.Width) + column, 2 << level);
                values[index] += 3;
                var (y, x) = Changed(before, Pixels(), shape);
                Assert.Equal((row, column), (y / factor, x / factor));
                values[index] -= 3;
            }

            float[] Pixels() => [.. model.Decode(latents).Images.Pixels.Select(pixel => (float)pixel)];
        }
    }

    private static IEnumerable<(int Row, int Column)> At(ImageShape shape) =>
        Places.Select(place => ((int)(place.Row * (shape.Height - 1)), (int)(place.Column * (shape.Width - 1))));

    /// <summary>Where one image [C, H, W] differs most from another, over all channels.</summary>
    private static (int Row, int Column) Changed(float[] before, float[] after, ImageShape shape)
    {
        var most = Enumerable.Range(0, shape.Plane).MaxBy(place =>
            Enumerable.Range(0, shape.Channels).Sum(c => Math.Abs(after[(c * shape.Plane) + place] - before[(c * shape.Plane) + place])));
        return (most / shape.Width, most % shape.Width);
    }

    private FlowModel Model(ImageShape shape) =>
        SmallFlows.Warm(_backend, SmallFlows.Config(shape, levels: 2, steps: 1), TestImages.Noise(shape, 16, 1));
}
