using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Gpu.Devices;
using FlowCore.Tests.Cases;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>The kernels, on every device that runs them, in memory that is NaN until it is written.</summary>
public abstract class GpuBackendConformance(OpenDevice device) : BackendConformance
{
    // A net is its three convolutions, and backwards two of these again, the gradients of all to inputs and weights in one or
    // two launches each, two slopes and two sums. Its rows fill and copy tensors besides.
    private const int LaunchesOfANet = 24;

    [BackendTheory]
    [MemberData(nameof(Rows))]
    public void Takes_at_most_two_launches(string name)
    {
        var row = BackendCases.All[name];
        var before = device.Backend.Launches;
        Trial.Run(Backend, row);

        // The row of the pool fills its tensors one by one.
        Assert.InRange(device.Backend.Launches - before, 0, row.Member switch
        {
            "Allocate" => long.MaxValue,
            "CouplingNet" or "CouplingNetGradient" or "HiddenShape" => LaunchesOfANet,
            _ => 2,
        });
    }

    private protected override bool OwnsBackend => false;

    protected override IBackend Create() => device.Backend;

    /// <summary>In ILGPU's emulator, which is always there.</summary>
    public sealed class Emulator(OpenDevice.Emulator device) : GpuBackendConformance(device), IClassFixture<OpenDevice.Emulator>
    {
        [Fact]
        public void Draws_and_codes_with_the_bits_of_the_cpu()
        {
            using var cpu = new CpuBackend(threads: 1);
            foreach (var row in BackendCases.All.Values.Where(row => row.Member is "FillNormal" or "EncodePixels"))
            {
                var (expected, actual) = Outcome.Pairs(Trial.Run(cpu, row), Trial.Run(Backend, row)).Single(pair => pair.First.Name == "x");
                Expect.Same(expected.Numbers, actual.Numbers, row.Name, row.Seed);
            }
        }
    }

    /// <summary>As OpenCL C through the driver of the first device.</summary>
    [NeedsDevice(DeviceKind.OpenCL)]
    public sealed class OpenCL(OpenDevice.OpenCL device) : GpuBackendConformance(device), IClassFixture<OpenDevice.OpenCL>;

    /// <summary>As PTX on the first NVIDIA GPU.</summary>
    [NeedsDevice(DeviceKind.Cuda)]
    public sealed class Cuda(OpenDevice.Cuda device) : GpuBackendConformance(device), IClassFixture<OpenDevice.Cuda>;
}
