using System.Runtime.InteropServices;

namespace FlowCore.Backends.Cpu;

/// <summary>Native float memory, aligned for whole vectors, that a <see cref="CpuPool"/> hands out and takes back.</summary>
internal sealed unsafe class CpuStorage : Storage
{
    private const nuint Alignment = 64;
    private readonly CpuPool _pool;

    public CpuStorage(CpuPool pool, long capacity)
    {
        _pool = pool;
        Capacity = capacity;
        Pointer = (float*)NativeMemory.AlignedAlloc((nuint)capacity * sizeof(float), Alignment);
    }

    /// <summary>Floats that fit.</summary>
    public long Capacity { get; }

    /// <summary>The first of them.</summary>
    public float* Pointer { get; private set; }

    public override void Release() => _pool.Return(this);

    public void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
