using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Backends.Cpu;
using FlowCore.Layers;
using FlowCore.Ops;
using FlowCore.Outside;
using FlowCore.Random;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Layers;

public sealed class CouplingTests
{
    [Theory]
    [InlineData(100.0)]
    [InlineData(-30.0)]
    [InlineData(-1e30)]
    public void However_far_the_net_runs_both_directions_stay_finite_and_close(double output)
    {
        using var backend = new CpuBackend(threads: 1);
        var shape = new ImageShape(4, 3, 3).Batched(2);
        using var x = TestTensors.Random(backend, shape, seed: 1);
        using var h = TestTensors.Filled(backend, shape, output);
        using var tape = new Tape(backend, recording: false);
        backend.Fill(h.Channels(2, 2), 0.5);
        var (y, logDet) = tape.Input(x).CoupleForward<BoundedLogScale>(tape.Input(h));
        var (back, inverseLogDet) = y.CoupleInverse<BoundedLogScale>(tape.Input(h));
        var (expected, forward) = (TestTensors.ReadDoubles(backend, x), TestTensors.ReadDoubles(backend, y.Value));
        Expect.Close(expected, TestTensors.ReadDoubles(backend, back.Value), 1e-4, $"net output {output}");

        // Two channels of nine pixels, s = ±2.
        var bound = 18 * 2 * Math.Sign(output);
        Expect.Close([bound, bound], TestTensors.ReadDoubles(backend, logDet.Value), 1e-6, $"log-det of {output}");
        Expect.Close([-bound, -bound], TestTensors.ReadDoubles(backend, inverseLogDet.Value), 1e-6, $"log-det back of {output}");

        // |s| ≤ 2: neither direction multiplies by more than e².
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(forward[i]) <= (Math.Abs(expected[i]) * Math.Exp(2) * (1 + 1e-6)) + 0.5);
        }
    }

    [Fact]
    public void It_starts_as_the_identity()
    {
        using var backend = new CpuBackend(threads: 1);
        var layer = new AffineCoupling("coupling", new ImageShape(4, 5, 5), 8, Random());
        using var arena = new ParameterArena(backend, layer.Parameters);
        using var x = TestTensors.Random(backend, layer.InputShape.Batched(2), seed: 1);
        using var tape = new Tape(backend, recording: false);
        var (z, logDet) = layer.Forward(tape.Input(x));
        Assert.Equal(TestTensors.ReadDoubles(backend, x), TestTensors.ReadDoubles(backend, z.Value));
        Assert.Equal([0.0, 0.0], TestTensors.ReadDoubles(backend, logDet.Value));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void An_odd_channel_count_passes_the_larger_half(int channels)
    {
        using var backend = new ReferenceBackend();
        using var layer = new PlacedLayer(
            backend, new AffineCoupling("coupling", new ImageShape(channels, 2, 2), 4, Random()), seed: 3);
        var x = layer.Input(samples: 1, seed: 4);
        var z = layer.Forward(x, samples: 1).Value;
        var passing = (channels + 1) / 2 * 4;
        Assert.Equal(x[..passing], z[..passing]);
        Assert.All(Enumerable.Range(passing, x.Length - passing), i => Assert.NotEqual(x[i], z[i]));
    }

    [Fact]
    public void One_channel_cannot_be_split_and_says_so_when_it_is_built()
    {
        var failure = Assert.Throws<ShapeException>(() => new AffineCoupling("level1.coupling", new ImageShape(1, 8, 8), 4, Random()));
        Assert.Equal("level1.coupling: expected 2 channels or more, got 1×8×8. Put a Squeeze before it.", failure.Message);
    }

    [Fact]
    public void Recomputing_its_hidden_activations_changes_no_bit_of_any_gradient()
    {
        using var backend = new CpuBackend(threads: 2);
        var shape = new ImageShape(4, 6, 6);
        using var placed = new PlacedLayer(backend, new AffineCoupling("coupling", shape, 16, Random()), seed: 3);
        const int Samples = 4;
        var x = placed.Input(Samples, seed: 4);
        var (p, q) = (TestTensors.Draw(x.Length, seed: 5), TestTensors.Draw(Samples, seed: 6));
        var expected = placed.Gradients(x, Samples, inverse: false, p, q);
        var actual = placed.Gradients(x, Samples, inverse: false, p, q, recompute: true);
        Expect.Same(expected.Input, actual.Input, "input");
        Expect.Same(expected.Parameters, actual.Parameters, "parameters");
    }

    private static PhiloxSequence Random() => new(new RandomKey(5, RandomStream.Weights, 0));
}
