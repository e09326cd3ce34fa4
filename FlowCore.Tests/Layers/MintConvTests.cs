using FlowCore.Autodiff;
using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Layers;

/// <summary>What MintNet's layer promises beside the laws of every layer.</summary>
public sealed class MintConvTests
{
    private static readonly ImageShape Shape = new(2, 3, 4);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_Jacobian_is_triangular_in_the_layers_order_and_every_entry_of_the_triangle_is_there(bool mirrored)
    {
        using var placed = new PlacedLayer(new ReferenceBackend(), Conv(mirrored), seed: 3);
        var jacobian = DenseJacobian.Of(placed, placed.Input(samples: 1, seed: 4));
        var order = Enumerable.Range(0, Shape.Dimensions).OrderBy(i => (mirrored ? -1 : 1) * Place(i)).ToArray();
        for (var row = 0; row < order.Length; row++)
        {
            Assert.True(jacobian[order[row], order[row]] > 0.5, "t = 1, shaken, and what is above it.");
            for (var column = row + 1; column < order.Length; column++)
            {
                Assert.True(Math.Abs(jacobian[order[row], order[column]]) < 1e-9, $"{row}, {column}: a later one is seen.");
            }
        }

        // Three convolutions of 3×3 see three rows back, and three columns to either side of those: the last pixel the first one too.
        Assert.True(Math.Abs(jacobian[order[^1], order[0]]) > 1e-9);
        Assert.True(Math.Abs(jacobian[order[^1], order[^2]]) > 1e-9, "Its own pixel's other channel.");

        // Pixels row by row, and the channels of each: index c·H·W + p.
        static int Place(int index) => (index % Shape.Plane * Shape.Channels) + (index / Shape.Plane);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Asked_for_more_the_inverse_is_exact_to_roundings(bool mirrored)
    {
        using var placed = new PlacedLayer(
            new ReferenceBackend(), new MintConv("mint", Shape, 3, 3, mirrored, Random()) { Tolerance = 1e-13 }, seed: 3);
        var x = placed.Input(samples: 3, seed: 4);
        var (z, logDet) = placed.Forward(x, 3);
        var (back, inverse) = placed.Inverse(z, 3);
        Expect.Close(x, back, 1e-11, "x");
        Expect.Close(logDet, [.. inverse.Select(value => -value)], 1e-11, "log-det");
    }

    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-4)]
    [InlineData(1e-8)]
    public void The_residual_is_within_the_tolerance_that_is_asked_for(double tolerance)
    {
        using var placed = new PlacedLayer(
            new ReferenceBackend(), new MintConv("mint", Shape, 2, 3, mirrored: false, Random()) { Tolerance = tolerance }, seed: 3);
        var z = placed.Input(samples: 1, seed: 5, inverse: true);
        var residual = Numbers.Sum(z, placed.Forward(placed.Inverse(z, 1).Value, 1).Value, -1);
        var limit = tolerance * Math.Max(Math.Sqrt(z.Length), Math.Sqrt(Numbers.Dot(z, z)));
        Assert.InRange(Math.Sqrt(Numbers.Dot(residual, residual)), 0, limit * (1 + 1e-9));
    }

    [Fact]
    public void A_hard_image_in_the_batch_changes_no_bit_of_an_easy_one()
    {
        using var backend = new CpuBackend(threads: 1);
        using var placed = new PlacedLayer(backend, Conv(mirrored: false), seed: 3);
        var (shape, easy) = (placed.Shape(2, inverse: true), placed.Input(samples: 1, seed: 6, inverse: true));

        // [C, N, H, W]: the easy one first, and beside it one a hundred times as far out.
        var both = new double[2 * easy.Length];
        for (var i = 0; i < easy.Length; i++)
        {
            var (c, p) = Math.DivRem(i, Shape.Plane);
            both[(((c * 2) + 0) * Shape.Plane) + p] = easy[i];
            both[(((c * 2) + 1) * Shape.Plane) + p] = 100 * easy[easy.Length - 1 - i];
        }

        var (alone, together) = (placed.Inverse(easy, 1), placed.Inverse(both, 2));
        Expect.Same(alone.Value, Outcome.Slice(together.Value, shape, 0), "x");
        Expect.Same(alone.LogDet, [together.LogDet[0]], "log-det");
    }

    [Fact]
    public void What_does_not_converge_is_refused_with_the_image_and_how_far_it_got()
    {
        using var placed = new PlacedLayer(
            new ReferenceBackend(), new MintConv("mint", Shape, 2, 3, mirrored: false, Random()) { Iterations = 2 }, seed: 3);
        var message = Assert.Throws<FlowException>(() => placed.Inverse(placed.Input(2, seed: 4), 2)).Message;
        Assert.Matches(
            @"^mint \(inverse\): expected a residual of at most \S+, got \S+ for image [12] of 2 after 2 iterations\. Train at a lower rate, ",
            message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void What_is_not_a_number_is_refused_at_once()
    {
        using var placed = new PlacedLayer(new ReferenceBackend(), Conv(mirrored: false), seed: 3);
        var z = placed.Input(2, seed: 4);
        z[^1] = double.NaN;
        Assert.Contains(
            "got NaN for image 2 of 2 after 0 iterations.",
            Assert.Throws<FlowException>(() => placed.Inverse(z, 2)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_inverse_refuses_to_train()
    {
        using var placed = new PlacedLayer(new ReferenceBackend(), Conv(mirrored: false), seed: 3);
        using var tape = new Tape(placed.Backend);
        using var z = TestTensors.From(placed.Backend, placed.Shape(1, inverse: true), placed.Input(1, seed: 4, inverse: true));
        Assert.Equal(
            "mint (inverse): expected a tape that does not record, got one that does. The inverse of mintnet does not train: train it forwards.",
            Assert.Throws<FlowException>(() => placed.Apply(tape.Input(z, needsGradient: true), inverse: true)).Message);
    }

    [Fact]
    public void It_starts_near_the_identity_and_calls_itself_approximate()
    {
        using var backend = new CpuBackend(threads: 1);
        var layer = new MintUnit("mint", new ImageShape(12, 8, 8), 4, 3, Random());
        using var placed = InverseGainTests.Place(backend, layer, deviation: null);
        var x = placed.Input(2, seed: 4);
        var (z, logDet) = placed.Forward(x, 2);
        var change = Numbers.Sum(z, x, -1);
        Assert.InRange(Numbers.Dot(change, change) / Numbers.Dot(x, x), 1e-6, 0.05);

        // Between 1 and 1.1 of each layer's diagonal.
        Assert.All(logDet, value => Assert.InRange(value, 0, 2 * layer.InputShape.Dimensions * Math.Log(1.1)));
        Assert.False(layer.IsExact);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    public void Trained_and_fixed_entries_are_those_of_dense_kernels(int hidden, int kernel)
    {
        var layer = new MintConv("mint", new ImageShape(4, 2, 2), hidden, kernel, mirrored: true, Random());
        var (wide, taps) = (4 * hidden, kernel * kernel);
        Assert.Equal(
            (taps * ((2 * wide * 4) + (wide * wide))) + (2 * wide) + 4 + 4,
            layer.Parameters.Sum(parameter => parameter.Shape.Count) + layer.FixedEntries);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 4)]
    public void No_hidden_channels_and_an_even_kernel_are_refused(int hidden, int kernel) => Assert.Equal(
        $"mint: expected 1 hidden channel or more and an odd kernel, got {hidden} and a kernel of {kernel}. Use 2 and a kernel of 3.",
        Assert.Throws<FlowException>(() => new MintConv("mint", Shape, hidden, kernel, mirrored: false, Random())).Message);

    [Fact]
    public void A_units_sizes_come_from_a_couplings()
    {
        Assert.Equal((4, 1, 1), (MintUnit.HiddenFor(64, 4), MintUnit.HiddenFor(64, 16), MintUnit.HiddenFor(4, 4)));
        Assert.Equal([1, 3, 3, 5], Enumerable.Range(1, 4).Select(k => new UnitSite(
            "mint", new ImageShape(4, 2, 2), new FlowConfig { Image = new ImageShape(1, 4, 4), Kernel = k }, () => Random()).OddKernel));
    }

    private static MintConv Conv(bool mirrored) => new("mint", Shape, 2, 3, mirrored, Random());

    private static PhiloxSequence Random() => new(new RandomKey(5, RandomStream.Weights, 0));
}
