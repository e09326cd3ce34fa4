using FlowCore.Backends.Memory;
using ILGPU;
using ILGPU.Runtime;

namespace FlowCore.Gpu.Memory;

/// <summary>Float memory of a device.</summary>
internal sealed class DeviceStorage : PooledStorage
{
    private MemoryBuffer1D<float, Stride1D.Dense>? _buffer;

    public DeviceStorage(IStoragePool pool, MemoryBuffer1D<float, Stride1D.Dense> buffer)
        : base(pool, buffer.Length)
    {
        _buffer = buffer;
    }

    /// <summary>All of it, or null once the backend is gone.</summary>
    public ArrayView<float>? View => _buffer?.View.AsContiguous();

    /// <inheritdoc/>
    public override void Free()
    {
        try
        {
            _buffer?.Dispose();
        }
        catch (AcceleratorException)
        {
            // A device that failed fails every later call too; its memory goes when it does, and the first error counts.
        }

        _buffer = null;
    }
}
