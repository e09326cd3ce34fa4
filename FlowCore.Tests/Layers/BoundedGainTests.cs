using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Layers;

/// <summary>The bound on the gain of a masked convolution's inverse, against singular values.</summary>
public sealed class BoundedGainTests
{
    public static TheoryData<int, int, int, int, double> Units => InverseGainTests.Units;

    [Theory]
    [MemberData(nameof(Units))]
    public void Wild_weights_come_to_a_gain_within_the_bound_and_stay_there(
        int channels, int height, int width, int kernel, double deviation)
    {
        foreach (var most in (double[])[1.001, 1.5, 10])
        {
            foreach (var backend in (IBackend[])[new ReferenceBackend(), new CpuBackend(threads: 1)])
            {
                using var owned = backend;
                var layer = new FincUnit("finc", new ImageShape(channels, height, width), kernel, kernel, InverseGainTests.Random());
                using var placed = InverseGainTests.Place(backend, layer, 4 * deviation);
                layer.BoundInverseGain(backend, most);
                var bounded = placed.Parameters;
                Assert.InRange(InverseGainTests.DenseGain(placed), 1, most);

                // What is within the bound is left alone, to the bit: training that goes on from a file goes on as it would have.
                layer.BoundInverseGain(backend, most);
                Expect.Same(bounded, placed.Parameters, "weights that were within the bound");
                layer.BoundInverseGain(backend, 2 * most);
                Expect.Same(bounded, placed.Parameters, "weights that were within a wider bound");
            }
        }
    }

    [Theory]
    [InlineData(-0.95)]
    [InlineData(0.95)]
    [InlineData(-1.5)]
    [InlineData(30)]
    [InlineData(1e30)]
    public void The_pole_of_a_long_row_moves_in_to_where_the_bound_is_met_and_no_further(double weight)
    {
        // On an endless row the gain is 1/(1 − |w|): for 5, w = 0.8, of which the bound leaves the last hundredth of the way.
        using var backend = new CpuBackend(threads: 1);
        using var placed = InverseGainTests.Row(backend, Orientation.TopRight, columns: 512, weight);
        placed.Layer.BoundInverseGain(backend, 5);
        var bounded = Assert.Single(placed.Parameters);
        Assert.Equal(Math.Sign(weight), Math.Sign(bounded));
        Assert.InRange(Math.Abs(bounded), 0.797, 0.8);
    }

    [Fact]
    public void Scaled_by_powers_of_their_lag_weights_keep_the_diagonal_and_their_signs()
    {
        using var backend = new CpuBackend(threads: 1);
        var layer = new FincUnit("finc", new ImageShape(8, 6, 6), 3, 3, InverseGainTests.Random());
        using var placed = InverseGainTests.Place(backend, layer, deviation: 0.6);
        var (weights, before) = (placed.Parameters, layer.GetKernels(backend));
        layer.BoundInverseGain(backend, 3);
        Assert.All(weights.Zip(placed.Parameters), pair =>
        {
            Assert.InRange(Math.Abs(pair.Second), 0, Math.Abs(pair.First));
            Assert.True(pair.Second * pair.First >= 0);
        });
        var after = layer.GetKernels(backend);
        Assert.NotEqual(before, after);
        Assert.Equal(
            before.Select((value, at) => (value, at)).Where(entry => entry.value is 0 or 1).Select(entry => entry.at),
            after.Select((value, at) => (value, at)).Where(entry => entry.value is 0 or 1).Select(entry => entry.at));
    }

    [Fact]
    public void Weights_that_are_not_finite_are_left_for_those_who_look_for_them()
    {
        using var backend = new CpuBackend(threads: 1);
        using var placed = InverseGainTests.Row(backend, Orientation.TopLeft, columns: 8, double.NaN);
        placed.Layer.BoundInverseGain(backend, 5);
        Assert.Equal([double.NaN], placed.Parameters);
    }
}
