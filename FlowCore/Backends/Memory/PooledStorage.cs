namespace FlowCore.Backends.Memory;

/// <summary>
/// Float memory that a <see cref="StoragePool{TStorage}"/> hands out and takes back. A backend's own kind of it adds what its
/// kernels address it by, and frees it.
/// </summary>
public abstract class PooledStorage : Storage
{
    private readonly IStoragePool _pool;

    /// <summary>Memory for <paramref name="capacity"/> floats.</summary>
    /// <param name="pool">Where it goes back to.</param>
    /// <param name="capacity">Floats that fit.</param>
    protected PooledStorage(IStoragePool pool, long capacity)
    {
        (_pool, Capacity) = (pool, capacity);
    }

    /// <summary>Floats that fit.</summary>
    public long Capacity { get; }

    /// <inheritdoc/>
    public sealed override void Release() => _pool.Return(this);

    /// <summary>
    /// Gives the memory back to the system, once. Tensors may outlive a pool that is disposed: forget the address here, so that
    /// the backend can refuse them.
    /// </summary>
    public abstract void Free();
}
