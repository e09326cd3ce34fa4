namespace FlowCore.Backends.Memory;

/// <summary>Where storage goes back to.</summary>
internal interface IStoragePool
{
    /// <summary>Takes memory back; once the pool is gone there is nothing to do.</summary>
    void Return(PooledStorage storage);
}
