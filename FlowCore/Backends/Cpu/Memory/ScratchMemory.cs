namespace FlowCore.Backends.Cpu.Memory;

/// <summary>Working memory of one operation, given back when it ends and in the reverse order of being taken.</summary>
/// <param name="arena">Whose books it is in, or null.</param>
/// <param name="pointer">Where it lies in the arena, or null.</param>
/// <param name="count">Floats.</param>
/// <param name="storage">Memory of its own, or null.</param>
internal readonly unsafe struct ScratchMemory(ScratchArena? arena, float* pointer, long count, CpuStorage? storage) : IDisposable
{
    public float* Pointer { get; } = storage is null ? pointer : storage.Pointer;

    public void Dispose()
    {
        if (arena is not null)
        {
            arena.Return(count, storage);
        }
        else
        {
            storage?.Release();
        }
    }
}
