using FlowCore.Backends.Memory;

namespace FlowCore.Backends.Cpu.Memory;

/// <summary>The host's memory.</summary>
internal sealed class CpuPool : StoragePool<CpuStorage>
{
    /// <inheritdoc cref="StoragePool{TStorage}(long, bool)"/>
    public CpuPool(bool poison)
        : base(HostMemory.Limit, poison)
    {
    }

    /// <inheritdoc/>
    protected override string Place => "this machine";

    /// <inheritdoc/>
    protected override CpuStorage Allocate(long capacity) => new(this, capacity);

    /// <inheritdoc/>
    protected override unsafe void Poison(CpuStorage storage) =>
        new Span<float>(storage.Pointer, checked((int)storage.Capacity)).Fill(float.NaN);

    /// <inheritdoc/>
    protected override bool IsOutOfMemory(Exception failure) => failure is OutOfMemoryException;
}
