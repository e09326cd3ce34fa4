namespace FlowCore.Backends.Memory;

/// <summary>Where storage goes back to when its tensor is disposed.</summary>
public interface IStoragePool
{
    /// <summary>Takes memory back, on whatever thread; once the pool is disposed there is nothing to do.</summary>
    /// <param name="storage">What this pool handed out, once each time.</param>
    void Return(PooledStorage storage);
}
