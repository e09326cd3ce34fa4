using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Layers;

public sealed class MaskedConvTests
{
    private static readonly double[] Pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    private static readonly double[] Kernel = [.5, -.25, .125, 1];
    private static readonly double[] Convolved = [1, 2.125, 3.25, 3.75, 5.5, 6.875, 6, 9.625, 11];

    public static TheoryData<Orientation, bool> OrientationsAndBackends { get; } = new()
    {
        { Orientation.TopLeft, true },
        { Orientation.TopRight, true },
        { Orientation.BottomLeft, true },
        { Orientation.BottomRight, true },
        { Orientation.TopLeft, false },
        { Orientation.TopRight, false },
        { Orientation.BottomLeft, false },
        { Orientation.BottomRight, false },
    };

    public static TheoryData<int, int, int> Sizes { get; } = AllSizes();

    [Theory]
    [MemberData(nameof(OrientationsAndBackends))]
    public void The_worked_example_is_exact_to_the_bit(Orientation orientation, bool onCpu)
    {
        using IBackend backend = onCpu ? new CpuBackend() : new ReferenceBackend();
        var layer = new MaskedConv("conv", new ImageShape(1, 3, 3), 2, 2, orientation, Random());
        using var placed = new PlacedLayer(backend, layer, seed: 1);
        layer.SetKernels(backend, Flip(Kernel, 2, orientation));
        var (x, y) = (Flip(Pixels, 3, orientation), Flip(Convolved, 3, orientation));

        var (forward, logDet) = placed.Forward(x, samples: 1);
        var (back, inverseLogDet) = placed.Inverse(y, samples: 1);

        Assert.Equal(y, forward);
        Assert.Equal(x, back);
        Assert.Equal([0.0], logDet);
        Assert.Equal([0.0], inverseLogDet);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_row_of_a_tall_or_wide_image_is_inverted(int height, int width, int kernel)
    {
        using var backend = new CpuBackend();
        using var layer = new PlacedLayer(
            backend, new MaskedConv("conv", new ImageShape(2, height, width), kernel, kernel, Orientation.TopLeft, Random()), seed: 5);
        const int Samples = 17;
        var x = layer.Input(Samples, seed: 6);
        var y = layer.Forward(x, Samples).Value;
        Expect.Close(x, layer.Inverse(y, Samples).Value, 1e-5, $"{height}×{width}, k = {kernel}", seed: 6);
        if (height * width > 1)
        {
            var last = (height * width) - 1;
            Assert.NotEqual(x[last], y[last]);
        }
    }

    [Fact]
    public void Weight_decay_does_not_touch_what_the_mask_fixes()
    {
        using var backend = new CpuBackend();
        var layer = new MaskedConv("conv", new ImageShape(3, 4, 4), 3, 3, Orientation.TopLeft, Random());
        using var arena = new ParameterArena(backend, layer.Parameters);
        using var state = new TrainingState(arena);
        var optimizer = new AdamOptimizer(state, weightDecay: 0.1);
        var before = layer.GetKernels(backend);
        using var x = TestTensors.Random(backend, layer.InputShape.Batched(4), seed: 3);
        for (var step = 0; step < 20; step++)
        {
            arena.ZeroGradients();
            using var tape = new Tape(backend);
            var (z, _) = layer.Forward(tape.Input(x));
            using var seed = TestTensors.Random(backend, z.Shape, (ulong)step);
            tape.Backward((z, seed));
            optimizer.Step(learningRate: 0.1);
        }

        var after = layer.GetKernels(backend);
        for (var o = 0; o < 3; o++)
        {
            for (var i = 0; i < 3; i++)
            {
                var corner = (((o * 3) + i) * 9) + 8;
                if (i >= o)
                {
                    Assert.Equal(i == o ? 1.0 : 0.0, after[corner]);
                }
                else
                {
                    Assert.NotEqual(before[corner], after[corner]);
                }
            }
        }
    }

    [Fact]
    public void A_moderate_filter_comes_back_over_a_long_row()
    {
        // One row, kernel [w, 1]: a recursion whose gain is 1/(1 − |w|).
        using var backend = new CpuBackend();
        var layer = new MaskedConv("conv", new ImageShape(1, 1, 64), 1, 2, Orientation.TopLeft, Random());
        using var placed = new PlacedLayer(backend, layer, seed: 1);
        layer.SetKernels(backend, [-0.5, 1]);
        var x = placed.Input(samples: 8, seed: 2);
        Expect.Close(x, placed.Inverse(placed.Forward(x, 8).Value, 8).Value, 1e-5, "w = −0.5", seed: 2);
    }

    [Fact]
    public void A_kernel_whose_own_tap_is_not_one_is_refused()
    {
        using var backend = new CpuBackend();
        var layer = new MaskedConv("emerging", new ImageShape(1, 8, 8), 2, 3, Orientation.TopLeft, Random());
        using var arena = new ParameterArena(backend, layer.Parameters);
        var failure = Assert.Throws<FlowException>(() =>
            layer.SetKernels(backend, [.8033, .1748, .089, -.6137, 1.3683, .0462]));
        Assert.Contains("emerging: expected 1 on the diagonal", failure.Message, StringComparison.Ordinal);
        Assert.Contains("0.0462", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_is_solved_to_the_same_bits_alone_and_in_a_batch_of_a_hundred()
    {
        using var backend = new CpuBackend();
        using var layer = new PlacedLayer(backend, new FincUnit("finc", new ImageShape(12, 16, 16), 3, 3, Random()), seed: 4);
        const int Samples = 100;
        var plane = layer.Layer.InputShape.Plane;
        var z = layer.Input(Samples, seed: 5, inverse: true);
        var all = layer.Inverse(z, Samples).Value;
        foreach (var n in (int[])[0, 15, 16, 50, 99])
        {
            Expect.Same(Sample(all, n), layer.Inverse(Sample(z, n), samples: 1).Value, $"sample {n}", seed: 5);
        }

        double[] Sample(double[] batch, int n) =>
            [.. Enumerable.Range(0, 12).SelectMany(c => batch.AsSpan(((c * Samples) + n) * plane, plane).ToArray())];
    }

    [Fact]
    public void A_unit_needs_channels_in_fours()
    {
        var failure = Assert.Throws<ShapeException>(() => new FincUnit("finc", new ImageShape(6, 4, 4), 3, 3, Random()));
        Assert.Equal(
            "finc: expected channels that are a multiple of 4, got 6×4×4. Put a Squeeze before it, or use MaskedConv, which takes any.",
            failure.Message);
    }

    private static PhiloxSequence Random() => new(new RandomKey(7, RandomStream.Weights, 0));

    /// <summary>An n×n image mirrored so that the orientation's order becomes top-left's.</summary>
    private static double[] Flip(double[] image, int size, Orientation orientation)
    {
        var flipped = new double[image.Length];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                var fromRow = orientation.RowSign() > 0 ? row : size - 1 - row;
                var fromColumn = orientation.ColumnSign() > 0 ? column : size - 1 - column;
                flipped[(row * size) + column] = image[(fromRow * size) + fromColumn];
            }
        }

        return flipped;
    }

    private static TheoryData<int, int, int> AllSizes()
    {
        var rows = new TheoryData<int, int, int>();
        foreach (var (height, width) in ((int, int)[])[(8, 4), (4, 8), (1, 9), (9, 1), (3, 2), (2, 3), (1, 1)])
        {
            foreach (var kernel in (int[])[2, 3, 5])
            {
                rows.Add(height, width, kernel);
            }
        }

        return rows;
    }
}
