using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Tools.Benching;
using Xunit;

namespace FlowCore.Tests.Layers;

/// <summary>What MaCow's flows promise beside the laws of every layer.</summary>
public sealed class MacowTests
{
    /// <summary>Each side, and the rows and columns that a pixel in the middle of 5×5 sees: two lines of three pixels.</summary>
    public static TheoryData<Side, int[]> Neighbours { get; } = new()
    {
        { Side.Above, [1, 2, 3, 6, 7, 8] },
        { Side.Below, [16, 17, 18, 21, 22, 23] },
        { Side.Left, [5, 6, 10, 11, 15, 16] },
        { Side.Right, [8, 9, 13, 14, 18, 19] },
    };

    [Theory]
    [MemberData(nameof(Neighbours))]
    public void A_pixel_depends_on_itself_and_on_the_lines_of_its_side(Side side, int[] neighbours)
    {
        using var placed = new PlacedLayer(new ReferenceBackend(), new MacowFlow("flow", new ImageShape(1, 5, 5), side, 2, 3, Random()), seed: 1);
        var row = DenseJacobian.Of(placed, placed.Input(samples: 1, seed: 2)).Row(12);
        Assert.Equal([.. neighbours.Append(12).Order()], Enumerable.Range(0, 25).Where(i => Math.Abs(row[i]) > 1e-7));
    }

    [Fact]
    public void It_is_the_papers_formula_with_a_bounded_scale()
    {
        // One channel, two rows above, three columns: x is 2×2, so that pixel (1, 0) sees (0, 0) and (0, 1).
        using var placed = new PlacedLayer(new ReferenceBackend(), new MacowFlow("flow", new ImageShape(1, 2, 2), Side.Above, 2, 3, Random()), seed: 1);
        double[] x = [0.5, -1, 2, 3];
        var (z, logDet) = placed.Forward(x, samples: 1);
        var p = placed.Parameters;
        var (w1, b1, w2, b2) = (p[..24], p[24..28], p[28..36], p[36..38]);
        var (above, left) = (Net([0, 0, 0]), Net([0, x[0], x[1]]));
        var right = Net([x[0], x[1], 0]);
        Expect.Close([At(x[0], above), At(x[1], above), At(x[2], left), At(x[3], right)], z, 1e-12, "z");
        Expect.Close([(2 * Scale(above)) + Scale(left) + Scale(right)], logDet, 1e-12, "log-det");

        // [h_s; t] from the row above; the row above that one is outside. W₁ is [output, row, pixel].
        (double LogScale, double Shift) Net(double[] row)
        {
            var hidden = Enumerable.Range(0, 4).Select(o => Elu(b1[o] + Enumerable.Range(0, 3).Sum(j => w1[(6 * o) + j] * row[j]))).ToArray();
            double Output(int k) => b2[k] + Enumerable.Range(0, 4).Sum(o => w2[(4 * k) + o] * hidden[o]);
            return (Output(0), Output(1));
        }

        static double Elu(double h) => h > 0 ? h : Math.Exp(h) - 1;
        static double Scale((double LogScale, double Shift) net) => 2 * Math.Tanh(net.LogScale / 2);
        static double At(double pixel, (double LogScale, double Shift) net) => (pixel * Math.Exp(Scale(net))) + net.Shift;
    }

    [Fact]
    public void A_unit_starts_as_the_identity()
    {
        using var backend = new CpuBackend(threads: 1);
        using var placed = InverseGainTests.Place(backend, new MacowUnit("unit", new ImageShape(4, 6, 5), 3, Random()), deviation: null);
        var x = placed.Input(2, seed: 4);
        var (z, logDet) = placed.Forward(x, 2);
        Assert.Equal(x, z);
        Assert.Equal([0.0, 0.0], logDet);
    }

    [Theory]
    [InlineData(1, "1×1")]
    [InlineData(2, "2×3")]
    [InlineData(3, "2×3")]
    [InlineData(5, "3×5")]
    public void The_kernel_of_a_flow_follows_from_that_of_a_step(int kernel, string expected) =>
        Assert.Equal($"MacowUnit 4 of {expected}", new MacowUnit("unit", new ImageShape(2, 4, 4), kernel, Random()).Describe());

    [Theory]
    [InlineData(1, 4)]
    [InlineData(96, 384)]
    [InlineData(97, 194)]
    [InlineData(300, 512)]
    public void Hidden_channels_are_as_many_as_published(int channels, int width) =>
        Assert.Equal(width, new MacowFlow("flow", new ImageShape(channels, 2, 2), Side.Left, 2, 3, Random()).Width);

    [Fact]
    public void Parameters_are_called_after_what_they_are()
    {
        var unit = new MacowUnit("unit", new ImageShape(2, 3, 3), 3, Random());
        Assert.Equal(
            ["unit.above.conv1.weight", "unit.above.conv1.bias", "unit.above.conv2.weight", "unit.above.conv2.bias"],
            unit.Parameters.Take(4).Select(parameter => parameter.Name));
        Assert.Equal(["above", "below", "left", "right"], unit.Children.Select(flow => flow.Name["unit.".Length..]));
        Assert.Equal((new Shape(8, 4, 1, 3), new Shape(8, 4, 3, 1)), (unit.Children[1].Parameters[0].Shape, unit.Children[2].Parameters[0].Shape));
    }

    [Fact]
    public void The_inverse_waits_for_every_row_and_column_twice_and_the_density_for_none()
    {
        const int Height = 6, Width = 4;
        using var backend = new CpuBackend(threads: 1);
        var times = new OperationTimes(() => { });
        using var placed = new PlacedLayer(
            TimedBackend.Over(backend, times), new MacowUnit("unit", new ImageShape(3, Height, Width), 3, Random()), seed: 1);
        times.Clear();
        placed.Inverse(placed.Input(2, seed: 3), 2);
        Assert.Equal((2 * Height) + (2 * Width), Calls(nameof(IBackend.CoupleInverse)));
        times.Clear();
        placed.Forward(placed.Input(2, seed: 3), 2);
        Assert.Equal(4, Calls(nameof(IBackend.CoupleForward)));

        long Calls(string member) => times.Spent.Single(spent => spent.Operation == member).Calls;
    }

    [Fact]
    public void A_tape_that_does_not_record_keeps_lines_and_no_nets_of_them()
    {
        using var backend = new ReferenceBackend();
        var shape = new ImageShape(2, 40, 3);
        var layer = new MacowFlow("flow", shape, Side.Below, 2, 3, Random());
        using var placed = new PlacedLayer(backend, layer, seed: 1);
        using var tape = new Tape(backend, recording: false);
        using var z = TestTensors.Random(backend, shape.Batched(1), seed: 2);
        var frame = tape.OpenFrame();
        var (x, logDet) = layer.Inverse(tape.Input(z));

        // The value and the log-det.
        Assert.Equal(frame + 2, tape.OpenFrame());
        Assert.Equal((z.Shape, new Shape(1)), (x.Shape, logDet.Shape));
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(0, 3)]
    [InlineData(1, -1)]
    public void A_kernel_that_is_not_centred_is_refused(int lines, int length) =>
        Assert.Equal(
            $"flow: expected a kernel of 1 line or more and an odd length, got {lines}×{length}. Use 2×3.",
            Assert.Throws<FlowException>(() => new MacowFlow("flow", new ImageShape(1, 4, 4), Side.Above, lines, length, Random())).Message);

    private static PhiloxSequence Random() => new(new RandomKey(5, RandomStream.Weights, 0));
}
