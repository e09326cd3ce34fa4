using FlowCore.Gpu;
using FlowCore.Gpu.Devices;

namespace FlowCore.Tests.Support;

/// <summary>
/// A device that the tests of a class share, opened by the first of them: its kernels are compiled once. Its memory is
/// NaN until it is written.
/// </summary>
public abstract class OpenDevice(DeviceKind kind, bool? sharesMemory = null) : IDisposable
{
    private readonly Lazy<GpuBackend> _backend = new(
        () => DeviceBackend.OpenAccelerator(
            new DeviceChoice(kind),
            poisonMemory: true,
            profile => sharesMemory is { } shares ? profile with { SharesMemory = shares } : profile));

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

    /// <summary>ILGPU's emulator, with the tiles and rings that it would do without.</summary>
    public sealed class SharingEmulator() : OpenDevice(DeviceKind.Emulator, sharesMemory: true);

    /// <summary>The first OpenCL device, as if its barriers did not cover memory that threads share.</summary>
    public sealed class UnsharingOpenCL() : OpenDevice(DeviceKind.OpenCL, sharesMemory: false);

    /// <summary>The first OpenCL device.</summary>
    public sealed class OpenCL() : OpenDevice(DeviceKind.OpenCL);

    /// <summary>The first CUDA device.</summary>
    public sealed class Cuda() : OpenDevice(DeviceKind.Cuda);
}
