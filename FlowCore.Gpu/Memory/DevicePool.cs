using FlowCore.Backends.Memory;
using FlowCore.Gpu.Failures;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
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
    protected override DeviceStorage Allocate(long capacity)
    {
        try
        {
            return new DeviceStorage(this, _accelerator.Allocate1D<float>(capacity));
        }
        catch (AcceleratorException failure) when (!IsOutOfMemory(failure))
        {
            // An error of earlier work that shows here.
            throw DeviceFailure.OfWork(_accelerator, failure);
        }
    }

    /// <inheritdoc/>
    protected override void Poison(DeviceStorage storage) =>
        DeviceFailure.Guard(_accelerator, () => storage.View!.Value.MemSet(_accelerator.DefaultStream, AllBits));

    /// <inheritdoc/>
    protected override bool IsOutOfMemory(Exception failure) => failure switch
    {
        CudaException cuda => cuda.Error == nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY),
        CLException cl => cl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES
            or CLError.CL_OUT_OF_HOST_MEMORY or CLError.CL_INVALID_BUFFER_SIZE,
        _ => failure is OutOfMemoryException or OverflowException,
    };

    // The emulator and OpenCL on a CPU live in the host's memory, which they would take until the system fails.
    private static long Limit(Accelerator accelerator) =>
        accelerator is { AcceleratorType: AcceleratorType.CPU } or CLAccelerator { DeviceType: CLDeviceType.CL_DEVICE_TYPE_CPU }
            ? Math.Min(accelerator.MemorySize, HostMemory.Limit)
            : accelerator.MemorySize;
}
