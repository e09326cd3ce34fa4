using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Backends.Cpu.Caches;
using FlowCore.Ops;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>
/// How the CPU cuts its work for threads and caches cannot be told from a result's bits, and a sample's not from its batch.
/// </summary>
public sealed class CpuWorkLaws
{
    private const int Width = 20;

    /// <summary>Threads and kilobytes of both caches: one thread, many more than cores, tiny caches and large ones.</summary>
    private static readonly (int Threads, int Level1, int Level2)[] Hardware =
        [(1, 8, 16), (2, 32, 512), (3, 48, 2048), (8, 32, 256), (64, 8, 64)];

    /// <summary>Samples, height and width: a few pixels, many parts of one block, several blocks a part, long rows, one row.</summary>
    private static readonly (int Samples, int Height, int Width)[] Batches =
        [(1, 1, 1), (3, 5, 7), (40, 14, 14), (17, 33, 9), (2, 7, 200), (5, 1, 300), (80, 4, 4), (6, 40, 41)];

    /// <summary>Those machines with vectors of each width.</summary>
    public static IEnumerable<object[]> Machines { get; } =
        from bits in VectorWidths.All from machine in Hardware select new object[] { bits, machine.Threads, machine.Level1, machine.Level2 };

    /// <summary>Those batches with vectors of each width.</summary>
    public static IEnumerable<object[]> Images { get; } =
        from bits in VectorWidths.All from batch in Batches select new object[] { bits, batch.Samples, batch.Height, batch.Width };

    [Theory]
    [MemberData(nameof(Machines))]
    public void Products_have_the_same_bits(int bits, int threads, int level1, int level2)
    {
        // Deep, tall, wide, and one whose neighbours are added up after.
        (int Inputs, int Outputs, int Kernel)[] shapes = [(700, 30, 1), (9, 150, 1), (64, 64, 1), (40, 7, 3), (11, 50, 3)];
        foreach (var (inputs, outputs, kernel) in shapes)
        {
            Assert.Equal(
                Run(new CpuBackend(1, poisonMemory: true, CacheSizes.Fallback, bits)),
                Run(new CpuBackend(threads, poisonMemory: true, new CacheSizes(level1 << 10, level2 << 10), bits)));

            double[] Run(CpuBackend backend)
            {
                using var own = backend;
                using var x = TestTensors.Random(backend, new Shape(inputs, 3, 11, 13), seed: 1);
                using var w = TestTensors.Random(backend, new Shape(outputs, inputs, kernel, kernel), seed: 2, scale: 0.1);
                using var y = backend.Allocate(new Shape(outputs, 3, 11, 13));
                backend.Convolve<Relu>(x, w, null, y);
                var forward = TestTensors.ReadDoubles(backend, y);
                backend.ConvolveInputGradient(y, w, x, accumulate: true);
                backend.ConvolveWeightGradient(x, y, w, scale: 0.5);
                return [.. forward, .. TestTensors.ReadDoubles(backend, x), .. TestTensors.ReadDoubles(backend, w)];
            }
        }
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void Nets_and_their_gradients_have_the_same_bits_on_every_machine(int bits, int samples, int height, int width)
    {
        var expected = Net(new CpuBackend(1, poisonMemory: true, CacheSizes.Fallback, bits), samples, height, width);
        foreach (var (threads, level1, level2) in Hardware)
        {
            var caches = new CacheSizes(level1 << 10, level2 << 10);
            Assert.Equal(expected, Net(new CpuBackend(threads, poisonMemory: true, caches, bits), samples, height, width));
        }
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void A_sample_goes_through_a_net_with_the_same_bits_alone(int bits, int samples, int height, int width)
    {
        using var backend = VectorWidths.Backend(bits);
        using var weights = Weights.Random(backend);
        var plane = height * width;
        var x = TestTensors.Draw((long)samples * plane, seed: 3);
        var all = Forward(backend, weights, x, samples, height, width);
        foreach (var sample in (int[])[0, samples / 2, samples - 1])
        {
            var alone = Forward(backend, weights, x[(sample * plane)..((sample + 1) * plane)], 1, height, width);
            for (var channel = 0; channel < 2; channel++)
            {
                var start = ((channel * samples) + sample) * plane;
                Assert.Equal(alone[(channel * plane)..((channel + 1) * plane)], all[start..(start + plane)]);
            }
        }
    }

    private static double[] Forward(CpuBackend backend, Weights weights, double[] numbers, int samples, int height, int width)
    {
        using var x = TestTensors.From(backend, new Shape(1, samples, height, width), numbers);
        using var y = backend.Allocate(new Shape(2, samples, height, width));
        backend.CouplingNet<Relu>(x, weights.Net, null, y);
        return TestTensors.ReadDoubles(backend, y);
    }

    private static double[] Net(CpuBackend backend, int samples, int height, int width)
    {
        using var own = backend;
        using var weights = Weights.Random(backend);
        using var gradients = Weights.Random(backend);
        using var x = TestTensors.Random(backend, new Shape(1, samples, height, width), seed: 3);
        using var y = backend.Allocate(new Shape(2, samples, height, width));
        using var hidden = backend.Allocate(backend.HiddenShape(Width, x.Shape));
        using var dx = TestTensors.Random(backend, x.Shape, seed: 4);
        backend.CouplingNet<Relu>(x, weights.Net, hidden, y);
        var forward = TestTensors.ReadDoubles(backend, y);
        backend.CouplingNetGradient<Relu>(x, weights.Net, hidden, y, dx, accumulate: true, gradients.Net);
        backend.CouplingNetGradient<Relu>(x, weights.Net, null, y, dx, accumulate: true, gradients.Net);
        return [.. forward, .. TestTensors.ReadDoubles(backend, dx), .. gradients.All.SelectMany(each => TestTensors.ReadDoubles(backend, each))];
    }

    /// <summary>The weights of a net from one channel to two.</summary>
    private sealed record Weights(NetWeights Net) : IDisposable
    {
        public Tensor[] All => [Net.Weight1, Net.Bias1, Net.Weight2, Net.Bias2, Net.Weight3];

        public static Weights Random(CpuBackend backend) => new(new NetWeights(
            Draw(backend, 1, new Shape(Width, 1, 3, 3)),
            Draw(backend, 2, new Shape(Width)),
            Draw(backend, 3, new Shape(Width, Width, 1, 1)),
            Draw(backend, 4, new Shape(Width)),
            Draw(backend, 5, new Shape(2, Width, 3, 3))));

        public void Dispose() => Array.ForEach(All, each => each.Dispose());

        private static Tensor Draw(CpuBackend backend, ulong seed, Shape shape) => TestTensors.Random(backend, shape, seed, scale: 0.3);
    }
}
