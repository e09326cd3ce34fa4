using FlowCore.Autodiff;
using FlowCore.Backends;
using FlowCore.Layers;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Layers;

public sealed class ActNormTests
{
    [Fact]
    public void It_subtracts_the_mean_before_it_scales()
    {
        using var backend = new ReferenceBackend();
        var layer = new ActNorm("actnorm", new ImageShape(1, 1, 1));
        using var placed = new PlacedLayer(backend, layer, seed: 1);
        backend.Write([1.0], layer.Mean.Value);
        backend.Write([-Math.Log(2)], layer.LogScale.Value);
        Expect.Close([4.0], placed.Forward([3], samples: 1).Value, 1e-15, "(3 − 1)·2");
    }

    [Fact]
    public void Its_start_makes_every_channel_standard()
    {
        using var backend = new ReferenceBackend();
        var layer = new ActNorm("actnorm", new ImageShape(2, 3, 3));
        using var placed = new PlacedLayer(backend, layer, seed: 1);
        const int Samples = 5;
        double[] x = [.. TestTensors.Draw(45, seed: 2).Select(v => 7 + (3 * v)), .. TestTensors.Draw(45, seed: 3).Select(v => v / 9)];
        Assert.Empty(Initialize(layer, backend, x, Samples));
        var z = placed.Forward(x, Samples).Value;
        foreach (var channel in (double[][])[z[..45], z[45..]])
        {
            Expect.Close(0, channel.Average(), 1e-12, "mean");
            Expect.Close(1, channel.Average(v => v * v), 1e-12, "variance");
        }
    }

    [Fact]
    public void A_constant_channel_gets_the_documented_floor_and_a_warning()
    {
        using var backend = new ReferenceBackend();
        var layer = new ActNorm("level1.actnorm", new ImageShape(2, 2, 2));
        using var placed = new PlacedLayer(backend, layer, seed: 1);
        double[] x = [.. TestTensors.Draw(12, seed: 2), .. Enumerable.Repeat(0.5, 12)];
        var warning = Assert.Single(Initialize(layer, backend, x, samples: 3));
        Assert.Equal("level1.actnorm: channel 1 has a standard deviation of 0; 0.001 is used.", warning);
        var (z, logDet) = placed.Forward(x, samples: 3);
        Assert.All(z, value => Assert.True(double.IsFinite(value)));

        // What a constant channel can pretend: below the 8 bits that a pixel has, so bits per dimension stay positive.
        var perImage = logDet[0] - (8 * FlowCore.Ops.StandardNormal.HalfLogTwoPi);
        Assert.True(8 + FlowCore.Models.BitsPerDimension.FromNats(perImage, 8) > 0);
        Expect.Close(Math.Log(ActNorm.LeastDeviation), TestTensors.ReadDoubles(backend, layer.LogScale.Value)[1], 1e-12, "s");
    }

    [Fact]
    public void A_single_value_a_channel_is_no_start()
    {
        using var backend = new ReferenceBackend();
        var layer = new ActNorm("actnorm", new ImageShape(2, 1, 1));
        using var placed = new PlacedLayer(backend, layer, seed: 1);
        var failure = Assert.Throws<FlowException>(() => Initialize(layer, backend, [1, 2], samples: 1));
        Assert.StartsWith("actnorm: expected 2 values a channel or more to start from, got 1.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_image_of_many_pixels_is_a_start()
    {
        using var backend = new ReferenceBackend();
        var layer = new ActNorm("actnorm", new ImageShape(1, 1, 8));
        using var placed = new PlacedLayer(backend, layer, seed: 1);
        Assert.Empty(Initialize(layer, backend, TestTensors.Draw(8, seed: 4), samples: 1));
        Assert.True(layer.IsInitialized);
    }

    [Fact]
    public void Inverted_it_has_no_start_of_its_own_and_says_so()
    {
        using var backend = new ReferenceBackend();
        var layer = new InverseBijector(new ActNorm("actnorm", new ImageShape(1, 2, 2)));
        using var placed = new PlacedLayer(backend, layer, seed: 1);
        using var tape = new Tape(backend, recording: false);
        using var x = TestTensors.Random(backend, layer.InputShape.Batched(2), seed: 2);
        var failure = Assert.Throws<FlowException>(() => layer.Initialize(tape.Input(x), _ => { }));
        Assert.Equal("actnorm: expected inverted layers that need no start from data, got actnorm. Initialize it before it is inverted.", failure.Message);
    }

    private static List<string> Initialize(ActNorm layer, IBackend backend, double[] x, int samples)
    {
        var warnings = new List<string>();
        using var tape = new Tape(backend, recording: false);
        using var input = TestTensors.From(backend, layer.InputShape.Batched(samples), x);
        layer.Initialize(tape.Input(input), warnings.Add);
        return warnings;
    }
}
