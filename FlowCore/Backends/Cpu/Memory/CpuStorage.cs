using System.Runtime.InteropServices;
using FlowCore.Backends.Memory;

namespace FlowCore.Backends.Cpu.Memory;

/// <summary>Native float memory, aligned for whole vectors.</summary>
internal sealed unsafe class CpuStorage : PooledStorage
{
    private const nuint Alignment = 64;

    public CpuStorage(IStoragePool pool, long capacity)
        : base(pool, capacity)
    {
        Pointer = (float*)NativeMemory.AlignedAlloc((nuint)capacity * sizeof(float), Alignment);
    }

    /// <summary>The first of them.</summary>
    public float* Pointer { get; private set; }

    /// <summary>The first number of a tensor in this kind of memory.</summary>
    /// <exception cref="ObjectDisposedException">The memory has gone back to its pool, or to the system with its backend.</exception>
    /// <exception cref="FlowException">The memory is another kind of backend's.</exception>
    public static float* PointerOf(Tensor tensor) => tensor.Storage switch
    {
        CpuStorage { Pointer: not null } storage => storage.Pointer + tensor.Offset,
        CpuStorage => throw new ObjectDisposedException("CpuBackend", $"Tensor {tensor.Shape}: its backend has been disposed."),
        var other => throw new FlowException(
            $"Tensor {tensor.Shape}: expected memory of the CPU backend, got {other.GetType().Name}. Bring it over with Read and Write."),
    };

    /// <inheritdoc/>
    public override void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
