using FlowCore.Gpu;
using FlowCore.Gpu.Devices;

namespace FlowCore.Tests.Support;

/// <summary>
/// A device that the tests of a class share, opened by the first of them: its kernels are compiled once. Its memory is
/// NaN until it is written.
/// </summary>
public abstract class OpenDevice(DeviceKind kind) : IDisposable
{
    private readonly Lazy<GpuBackend> _backend = new(
        () => GpuBackends.OpenAccelerator(new DeviceChoice(kind), poisonMemory: true));

    /// <summary>The backend.</summary>
    public GpuBackend Backend => _backend.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_backend.IsValueCreated)
        {
            _backend.Value.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>ILGPU's emulator.</summary>
    public sealed class Emulator() : OpenDevice(DeviceKind.Emulator);

    /// <summary>The first OpenCL device.</summary>
    public sealed class OpenCL() : OpenDevice(DeviceKind.OpenCL);

    /// <summary>The first CUDA device.</summary>
    public sealed class Cuda() : OpenDevice(DeviceKind.Cuda);
}
