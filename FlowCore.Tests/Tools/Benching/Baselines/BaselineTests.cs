using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tools.Benching.Baselines;
using Xunit;

namespace FlowCore.Tests.Tools.Benching.Baselines;

/// <summary>What the parallel inverse is compared with must compute the same.</summary>
public sealed class BaselineTests
{
    private const int Samples = 3;

    // Sums of some hundred terms, none above a few units, in another order.
    private const float Tolerance = 2e-5f;

    public static TheoryData<int, int, int, int, int> Shapes { get; } = new()
    {
        // C, H, W, kH, kW: one pixel; one channel a group; widths of blocks and between them; tall, wide; kernels beyond the image.
        { 4, 1, 1, 3, 3 },
        { 4, 5, 5, 2, 2 },
        { 8, 4, 7, 3, 3 },
        { 12, 7, 3, 3, 3 },
        { 16, 6, 6, 1, 3 },
        { 20, 3, 9, 3, 1 },
        { 24, 5, 4, 5, 5 },
        { 4, 2, 3, 4, 7 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void They_give_the_inverse_of_the_layer(int channels, int height, int width, int kernelHeight, int kernelWidth)
    {
        var image = new ImageShape(channels, height, width);
        using var backend = new CpuBackend(threads: 2);
        var random = new PhiloxSequence(new RandomKey(7, RandomStream.Weights, Step: 0));
        var layer = new FincUnit("finc", image, kernelHeight, kernelWidth, random);
        using var arena = new ParameterArena(backend, layer.Parameters);

        // Larger than first weights, so that an inverse that forgets its neighbours is far off.
        var draws = new System.Random(11);
        var weights = new float[layer.Parameters[0].Shape.Count];
        var scale = 0.6 / (kernelHeight * kernelWidth * (channels / 4.0));
        backend.Write(Array.ConvertAll(weights, _ => (float)(((2 * draws.NextDouble()) - 1) * scale)), layer.Parameters[0].Value);
        var y = Array.ConvertAll(new float[Samples * image.Dimensions], _ => (float)((2 * draws.NextDouble()) - 1));
        var expected = LayerInverse(backend, layer, image, y);
        if (image.Plane > 1)
        {
            Assert.True(Distance(expected, y) > 0.02, "the layer is the identity, of which any inverse is right");
        }

        var kernel = FoldedKernel.Of(layer, backend);
        foreach (var (vectors, threads) in ((bool, int)[])[(false, 1), (true, 1), (false, 2), (true, 2)])
        {
            var x = Poisoned(y.Length);
            new RasterInverse(image, kernel, vectors, threads).Run(y, x);
            Assert.True(Distance(x, expected) <= Tolerance, $"raster, vectors {vectors}, {threads} threads");
        }

        var solved = Poisoned(y.Length);
        new DenseInverse(image, kernel).Run(y, solved);
        Assert.True(Distance(solved, expected) <= Tolerance, "dense");
    }

    [Fact]
    public void Steps_follow_each_other_through_the_pixels_of_all_images_of_a_thread()
    {
        var kernel = new FoldedKernel(new Shape(4, 3, 3, 1, 1), OrientationExtensions.All, new float[36], new float[36]);
        var image = new ImageShape(4, 5, 6);
        Assert.Equal(100 * 4 * 30, new RasterInverse(image, kernel, vectors: true, threads: 1).Depth(100));
        Assert.Equal(34 * 4 * 30, new RasterInverse(image, kernel, vectors: true, threads: 3).Depth(100));
        Assert.Equal(4 * 30, new DenseInverse(image, kernel with { Taps = Identity(kernel) }).Depth);
        Assert.True(DenseInverse.Fits(new ImageShape(4, 32, 32), groups: 4));
        Assert.False(DenseInverse.Fits(new ImageShape(8, 32, 32), groups: 4));
    }

    private static float[] Identity(FoldedKernel kernel) => [.. kernel.Taps.Select((_, i) => i % 9 == 0 ? 1f : 0f)];

    private static float[] LayerInverse(CpuBackend backend, FincUnit layer, ImageShape image, float[] y)
    {
        using var input = backend.Allocate(image.Batched(Samples));
        backend.Write(y, input);
        using var tape = new Tape(backend, recording: false);
        var x = new float[y.Length];
        backend.Read(layer.Inverse(tape.Input(input)).Value.Value, x);
        return x;
    }

    private static float[] Poisoned(int length) => [.. Enumerable.Repeat(float.NaN, length)];

    /// <summary>The largest difference; NaN where there is one.</summary>
    private static float Distance(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Aggregate(0f, MathF.Max);
}
