using FlowCore.Backends.Memory;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace FlowCore.Gpu.Memory;

/// <summary>
/// The memory of a device, which the garbage collector does not see and a driver takes microseconds to hand out.
/// </summary>
internal sealed class DevicePool : StoragePool<DeviceStorage>
{
    // A float of only ones is a NaN.
    private const byte AllBits = 0xff;

    private readonly Accelerator _accelerator;

    /// <inheritdoc cref="StoragePool{TStorage}(long, bool)"/>
    public DevicePool(Accelerator accelerator, bool poison)
        : base(Limit(accelerator), poison)
    {
        _accelerator = accelerator;
    }

    /// <inheritdoc/>
    protected override string Place => _accelerator.Name;

    /// <inheritdoc/>
    protected override DeviceStorage Allocate(long capacity) => new(this, _accelerator.Allocate1D<float>(capacity));

    /// <inheritdoc/>
    protected override void Poison(DeviceStorage storage) => storage.View!.Value.MemSet(AllBits);

    /// <inheritdoc/>
    protected override bool IsOutOfMemory(Exception failure) =>
        failure is AcceleratorException or OutOfMemoryException or OverflowException;

    // The emulator and OpenCL on a CPU live in the host's memory, which they would take until the system fails.
    private static long Limit(Accelerator accelerator) =>
        accelerator is { AcceleratorType: AcceleratorType.CPU } or CLAccelerator { DeviceType: CLDeviceType.CL_DEVICE_TYPE_CPU }
            ? Math.Min(accelerator.MemorySize, HostMemory.Limit)
            : accelerator.MemorySize;
}
