using FlowCore.Backends.Cpu.Nets;
using FlowCore.Layers;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tools.Benching;
using Xunit;

namespace FlowCore.Tests.Backends;

/// <summary>How the pixels of a batch are cut for the nets of couplings, which are nearly all of a training step.</summary>
public sealed class NetPartitionTests
{
    private const int Batch = 100;
    private const double MostUneven = 1.25;

    private static readonly FlowConfig Fashion = FlowPresets.Get("fashion-small");

    private static readonly FlowConfig Cifar =
        Fashion with { Image = new ImageShape(3, 32, 32), Levels = 3, StepsPerLevel = 2, Width = 128 };

    /// <summary>Models, threads, and pixels of a panel: those of 512-bit vectors and of narrower ones.</summary>
    public static IEnumerable<object[]> Rows { get; } =
        from cifar in (bool[])[false, true]
        from threads in (int[])[8, 32, 64]
        from panel in (int[])[16, 32]
        select new object[] { cifar, threads, panel };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_step_keeps_many_threads_busy(bool cifar, int threads, int panel)
    {
        var config = cifar ? Cifar : Fashion;
        var (total, busy, longest) = (0.0, 0.0, 0.0);
        foreach (var (chain, level) in new FlowBuilder(config).BuildLevels().Select(level => (level.Chain, level.Chain.OutputShape)))
        {
            var nets = FlowCost.Forward(chain.Children.OfType<AffineCoupling>());
            var pixels = (long)Batch * level.Plane;
            var reach = level.Width + 1;
            total += 3 * FlowCost.Forward(chain);

            // A third of the arithmetic is forward, a third the gradients of activations, a third those of weights.
            var forward = Unevenness(PartsOf(NetPartition.ForThreads(pixels, reach, panel, threads)), threads);
            var sums = NetPartition.ForSums(pixels, reach, panel);
            var (back, dots) = sums.KeepsBusy(threads)
                ? (Unevenness(PartsOf(sums), threads), Unevenness(PartsOf(sums), threads))
                : (forward, Unevenness(DotsOf(sums, config.Width, level), threads));
            foreach (var uneven in (double[])[forward, back, dots])
            {
                busy += nets;
                longest += nets * uneven;
            }
        }

        Assert.True(busy >= 0.9 * total, $"{busy / total:F3} of the arithmetic is in nets.");
        Assert.True(longest <= MostUneven * busy, $"The busiest thread has {longest / busy:F3} of the mean.");
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(17, 1)]
    [InlineData(63, 8)]
    [InlineData(1000, 15)]
    [InlineData(4900, 8)]
    [InlineData(19600, 15)]
    [InlineData(70000, 257)]
    public void Every_pixel_is_in_one_block_of_one_part_and_parts_are_long_enough_for_their_seams(int pixels, int reach)
    {
        foreach (var panel in (int[])[16, 32])
        {
            foreach (var threads in (int[])[1, 2, 3, 64, 500])
            {
                Judge(NetPartition.ForThreads(pixels, reach, panel, threads));
            }

            Judge(NetPartition.ForSums(pixels, reach, panel));

            void Judge(NetPartition partition)
            {
                var next = 0L;
                for (var part = 0; part < partition.Parts; part++)
                {
                    var whole = partition.Part(part);
                    Assert.Equal(next, whole.Start);
                    Assert.True(partition.Parts == 1 || whole.Count >= (part == partition.Parts - 1 ? 2 : 4) * reach);
                    for (var block = 0; block < partition.Blocks(part); block++)
                    {
                        var run = partition.Block(part, block);
                        Assert.Equal((next, 0), (run.Start, run.Start % panel));
                        Assert.InRange(run.Count, 1, partition.LongestBlock);
                        Assert.True(partition.Blocks(part) == 1 || run.Count >= 2 * reach);
                        next = run.End;
                    }

                    Assert.Equal(next, whole.End);
                }

                Assert.Equal(pixels, next);
            }
        }
    }

    [Fact]
    public void Sums_are_cut_by_the_shape_alone()
    {
        Assert.Equal(1, NetPartition.ForSums(100, 15, 16).Parts);
        Assert.Equal(8, NetPartition.ForSums(4900, 8, 16).Parts);
        Assert.Equal(32, NetPartition.ForSums(19600, 15, 16).Parts);
        Assert.Equal(64, NetPartition.ForSums(1_000_000, 15, 16).Parts);
    }

    private static IEnumerable<double> PartsOf(NetPartition partition) => Enumerable.Range(0, partition.Parts).Select(part => (double)partition.Part(part).Count);

    /// <summary>Dot products that are shared out by rows: eight rows of each of a net's three gradients, a part.</summary>
    private static IEnumerable<double> DotsOf(NetPartition sums, int width, ImageShape level)
    {
        double[] columns = [9.0 * ((level.Channels + 1) / 2), width, 9.0 * 2 * (level.Channels / 2)];
        return from part in PartsOf(sums) from each in columns from block in Enumerable.Range(0, width / 8) select part * each * 8;
    }

    /// <summary>The largest share over the mean, when whoever is free takes the next task.</summary>
    private static double Unevenness(IEnumerable<double> tasks, int threads)
    {
        var load = new double[threads];
        foreach (var task in tasks)
        {
            load[Array.IndexOf(load, load.Min())] += task;
        }

        return load.Max() / load.Average();
    }
}
