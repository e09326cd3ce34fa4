namespace FlowCore.Backends.Memory;

/// <summary>Float memory that a <see cref="StoragePool{TStorage}"/> hands out and takes back.</summary>
internal abstract class PooledStorage : Storage
{
    private readonly IStoragePool _pool;

    /// <summary>Memory for <paramref name="capacity"/> floats.</summary>
    protected PooledStorage(IStoragePool pool, long capacity)
    {
        (_pool, Capacity) = (pool, capacity);
    }

    /// <summary>Floats that fit.</summary>
    public long Capacity { get; }

    /// <inheritdoc/>
    public sealed override void Release() => _pool.Return(this);

    /// <summary>Gives the memory back to the system; nothing reads it afterwards.</summary>
    public abstract void Free();
}
