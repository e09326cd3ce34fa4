namespace FlowCore.Backends.Cpu;

/// <summary>Working memory of one operation, back in the pool when it ends.</summary>
internal readonly unsafe struct ScratchMemory(CpuStorage storage) : IDisposable
{
    public float* Pointer => storage.Pointer;

    public void Dispose() => storage.Release();
}
