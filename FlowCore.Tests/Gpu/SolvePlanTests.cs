using FlowCore.Gpu.Kernels.Solve;
using FlowCore.Gpu.Launching;
using FlowCore.Tensors;
using Xunit;

namespace FlowCore.Tests.Gpu;

public sealed class SolvePlanTests
{
    private static readonly LaunchProfile Gpu =
        new(256, 32, 256, 4, SolveThreads: 128, SolveLanes: 1, IsStrided: false, SharesMemory: true);

    private static readonly LaunchProfile Cpu = Gpu with { SolveThreads = 64, SolveLanes = 8 };

    /// <summary>
    /// Kernels of 2×3 taps keep 4 diagonals: with 8 lanes and 16 channels a pixel of the shorter side takes 512 floats.
    /// </summary>
    [Theory]
    [InlineData(4, 9, nameof(SolveRing.Small))]
    [InlineData(5, 9, nameof(SolveRing.Large))]
    [InlineData(9, 5, nameof(SolveRing.Large))]
    [InlineData(16, 16, nameof(SolveRing.Large))]
    [InlineData(16, 99, nameof(SolveRing.Large))]
    [InlineData(17, 16, nameof(SolveRing.Large))]
    [InlineData(17, 17, nameof(SolveRing.Global))]
    public void A_ring_lies_in_the_smallest_memory_that_holds_it(int height, int width, string ring)
    {
        var (images, taps) = (new Shape(16, 8, height, width), new Shape(1, 2, 3, 16, 16));
        var plan = SolvePlan.Of(images, taps, Cpu, multiprocessors: 2, sharesMemory: true);
        Assert.Equal(ring, plan.Ring.ToString());
        var floats = new SolveShape(images, taps, [], isTransposed: false, plan.Samples).RingFloats;
        Assert.Equal(floats <= SmallRing.Capacity, plan.Ring == SolveRing.Small);
        Assert.Equal(floats <= LargeRing.Capacity, plan.Ring != SolveRing.Global);
    }

    [Fact]
    public void Without_shared_memory_every_ring_is_global() =>
        Assert.Equal(SolveRing.Global, Plan(samples: 100, side: 2, channels: 1, sharesMemory: false).Ring);

    [Theory]
    [InlineData(100, 16, 12, 1, 400)] // a group of threads a sample: its diagonals fill them
    [InlineData(100, 4, 3, 1, 400)] // small images, but the multiprocessors would idle
    [InlineData(10000, 4, 3, 32, 1252)] // enough of them to fill the threads
    [InlineData(10000, 14, 1, 9, 4448)]
    public void Samples_fill_the_threads_but_leave_two_groups_to_a_multiprocessor(
        int samples, int side, int channels, int each, int groups)
    {
        var plan = Plan(samples, side, channels, sharesMemory: true);
        Assert.Equal(each, plan.Samples);
        Assert.Equal(groups, plan.Grid.Size);
        Assert.True(plan.Grid.Size >= 2 * 132);
    }

    [Fact]
    public void Samples_are_fewer_rather_than_the_ring_global()
    {
        // Eight samples would fill 128 threads, but 17 diagonals of each take 1088 floats.
        var plan = SolvePlan.Of(
            new Shape(4, 100000, 16, 16), new Shape(1, 9, 9, 4, 4), Gpu, multiprocessors: 1, sharesMemory: true);
        Assert.Equal((SolveRing.Large, 7), (plan.Ring, plan.Samples));
    }

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(16, 12, 64)]
    [InlineData(64, 12, 128)]
    public void Threads_are_a_power_of_two_that_the_longest_diagonal_can_use(int side, int channels, int threads) =>
        Assert.Equal(threads, Plan(samples: 1, side, channels, sharesMemory: true).Threads);

    private static SolvePlan Plan(int samples, int side, int channels, bool sharesMemory) => SolvePlan.Of(
        new Shape(4 * channels, samples, side, side), new Shape(4, 3, 3, channels, channels), Gpu, 132, sharesMemory);
}
