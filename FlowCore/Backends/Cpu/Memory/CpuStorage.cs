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

    /// <inheritdoc/>
    public override void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
