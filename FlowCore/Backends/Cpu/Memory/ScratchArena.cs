namespace FlowCore.Backends.Cpu.Memory;

/// <summary>
/// One stretch of memory that operations take their working memory from and give it back to in reverse order, so that all of
/// them together need no more than the neediest. It grows between operations, once it was found to be too small; until
/// then, and for a second thread that asks at the same time, there is the pool.
/// </summary>
/// <param name="pool">Where it comes from.</param>
/// <param name="poison">Fill with NaN what is handed out.</param>
internal sealed unsafe class ScratchArena(CpuPool pool, bool poison)
{
    // Whole cache lines.
    private const long Granule = 16;

    private readonly Lock _gate = new();
    private CpuStorage? _storage;
    private int _owner;
    private long _used;
    private long _outside;
    private long _wanted;

    /// <summary>Working memory with undefined contents.</summary>
    public ScratchMemory Rent(long count)
    {
        count = Math.Max(Granule, (count + Granule - 1) / Granule * Granule);
        lock (_gate)
        {
            var thread = Environment.CurrentManagedThreadId;
            if (_used + _outside == 0)
            {
                _owner = thread;
                Grow();
            }

            if (_owner == thread)
            {
                if (_used + count <= (_storage?.Capacity ?? 0))
                {
                    var start = _used;
                    _used += count;
                    if (poison)
                    {
                        new Span<float>(_storage!.Pointer + start, checked((int)count)).Fill(float.NaN);
                    }

                    return new ScratchMemory(this, _storage!.Pointer + start, count, null);
                }

                // Booked when it is there: what the system refuses is not wanted again.
                var outside = new ScratchMemory(this, null, count, pool.Rent(count));
                _outside += count;
                _wanted = Math.Max(_wanted, _used + _outside);
                return outside;
            }
        }

        return new ScratchMemory(null, null, count, pool.Rent(count));
    }

    /// <summary>Takes back the last memory that was rented and not yet returned.</summary>
    /// <param name="count">Floats of it.</param>
    /// <param name="outside">What was rented from the pool because the arena was too small, which will not be wanted again; or null.</param>
    public void Return(long count, CpuStorage? outside)
    {
        lock (_gate)
        {
            if (outside is null)
            {
                _used -= count;
                return;
            }

            _outside -= count;
        }

        pool.Free(outside);
    }

    private void Grow()
    {
        if (_wanted > (_storage?.Capacity ?? 0))
        {
            if (_storage is not null)
            {
                pool.Free(_storage);
                _storage = null;
            }

            try
            {
                _storage = pool.Rent(_wanted);
            }
            catch (FlowException)
            {
                // All of it at once does not fit; one after the other it did.
                _wanted = 0;
            }
        }
    }
}
