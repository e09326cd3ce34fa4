using FlowCore.Backends;
using FlowCore.Gpu;
using FlowCore.Gpu.Devices;
using FlowCore.Gpu.Launching;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using ILGPU;
using ILGPU.Runtime.CPU;
using Xunit;

namespace FlowCore.Tests.Gpu;

public sealed class SharedMemoryCheckTests
{
    // Three diagonals of 2 channels × 5 pixels × 8 samples each.
    private const int RingsOfTwoGroups = 2 * 3 * 2 * 5 * 8;
    private const int SmallestRent = 256;

    [Fact]
    public void Equal_bits_pass() => Assert.True(SharedMemoryCheck.Agrees(_ => [1f, float.NaN, -0f]));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void One_other_bit_fails_whenever_it_comes(int when)
    {
        var tries = 0;
        Assert.False(SharedMemoryCheck.Agrees(
            sharesMemory => [1f, sharesMemory && ++tries == when ? MathF.BitIncrement(2f) : 2f]));
        Assert.Equal(when, tries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Its_verdict_is_asked_once_and_decides_where_rings_lie(bool verdict)
    {
        var asked = 0;
        var (rings, result) = Solve(() =>
        {
            asked++;
            return verdict;
        });
        Assert.Equal(1, asked);
        Assert.Equal(verdict ? SmallestRent : RingsOfTwoGroups, rings);
        Assert.Equal(Solve(() => !verdict).Result, result);
    }

    [Fact]
    public void A_profile_without_shared_memory_needs_no_check()
    {
        using var backend = Open(profile => profile with { SharesMemory = false }, () => throw new InvalidOperationException());
        Assert.False(backend.SharesMemory);
    }

    /// <summary>The floats that a solve takes for its rings, and what a second one gives.</summary>
    private static (long Rings, double[] Result) Solve(Func<bool> check)
    {
        using var backend = Open(profile => profile with { SharesMemory = true }, check);
        using var y = TestTensors.Random(backend, new Shape(2, 16, 5, 64), 3);
        using var x = backend.Allocate(y.Shape);
        using var folded = TestTensors.Random(backend, new Shape(1, 2, 2, 2, 2), 4, 0.05);
        var before = backend.MemoryBytes;
        backend.MaskedSolve(y, folded, [Orientation.TopLeft], x);
        var rings = (backend.MemoryBytes - before) / sizeof(float);
        backend.MaskedSolveTransposed(y, folded, [Orientation.TopLeft], x);
        return (rings, TestTensors.ReadDoubles(backend, x));
    }

    private static GpuBackend Open(Func<LaunchProfile, LaunchProfile> change, Func<bool> check)
    {
        var context = Context.Create(
            builder => builder.Optimize(OptimizationLevel.O2).EnableAlgorithms().CPU(new CPUDevice(2, 1, 1)));
        var accelerator = context.Devices[0].CreateAccelerator(context);
        return new GpuBackend(context, accelerator, change(LaunchProfile.Of(accelerator)), poisonMemory: true, check);
    }

    /// <summary>The check itself, on the device of this machine.</summary>
    [NeedsDevice(DeviceKind.OpenCL)]
    public sealed class OnOpenCL(OpenDevice.OpenCL device) : IClassFixture<OpenDevice.OpenCL>
    {
        [BackendFact]
        public void This_device_passes_and_its_check_counts_no_launch_or_memory()
        {
            var (launches, bytes) = (device.Backend.Launches, device.Backend.MemoryBytes);
            Assert.True(device.Backend.SharesMemory);
            Assert.Equal((launches, bytes), (device.Backend.Launches, device.Backend.MemoryBytes));
        }
    }
}
