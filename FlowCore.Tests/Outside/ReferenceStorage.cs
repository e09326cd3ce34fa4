using FlowCore.Backends.Memory;

namespace FlowCore.Outside;

/// <summary>Double-precision memory of a <see cref="ReferenceBackend"/>.</summary>
public sealed class ReferenceStorage(ReferencePool pool, long capacity) : PooledStorage(pool, capacity)
{
    private double[]? _numbers = new double[capacity];

    /// <summary>The pool that it is of.</summary>
    public ReferencePool Pool { get; } = pool;

    /// <summary>All of the numbers, as long as the pool lives.</summary>
    public double[] Numbers => _numbers ?? throw new ObjectDisposedException(nameof(ReferenceBackend));

    public override void Free() => _numbers = null;
}
