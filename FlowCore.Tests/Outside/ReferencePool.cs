using FlowCore.Backends.Memory;

namespace FlowCore.Outside;

/// <summary>The memory of a <see cref="ReferenceBackend"/>: the library's pool over managed arrays, NaN until they are written.</summary>
public sealed class ReferencePool() : StoragePool<ReferenceStorage>(limit: long.MaxValue, poison: true)
{
    protected override string Place => "the reference";

    protected override ReferenceStorage Allocate(long capacity) => new(this, capacity);

    protected override void Poison(ReferenceStorage storage) => Array.Fill(storage.Numbers, double.NaN);

    protected override bool IsOutOfMemory(Exception failure) => failure is OutOfMemoryException;
}
