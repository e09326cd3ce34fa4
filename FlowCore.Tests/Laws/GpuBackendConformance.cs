using FlowCore.Backends;
using FlowCore.Gpu.Devices;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>The kernels, on every device that runs them, in memory that is NaN until it is written.</summary>
public abstract class GpuBackendConformance(OpenDevice device) : BackendConformance
{
    private protected override bool OwnsBackend => false;

    protected override IBackend Create() => device.Backend;

    /// <summary>In ILGPU's emulator, which is always there.</summary>
    public sealed class Emulator(OpenDevice.Emulator device) : GpuBackendConformance(device), IClassFixture<OpenDevice.Emulator>;

    /// <summary>As OpenCL C through the driver of the first device.</summary>
    [NeedsDevice(DeviceKind.OpenCL)]
    public sealed class OpenCL(OpenDevice.OpenCL device) : GpuBackendConformance(device), IClassFixture<OpenDevice.OpenCL>;

    /// <summary>As PTX on the first NVIDIA GPU.</summary>
    [NeedsDevice(DeviceKind.Cuda)]
    public sealed class Cuda(OpenDevice.Cuda device) : GpuBackendConformance(device), IClassFixture<OpenDevice.Cuda>;
}
