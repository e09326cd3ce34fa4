using System.Globalization;
using System.Numerics;

namespace FlowCore.Backends.Memory;

/// <summary>
/// Float memory of a device by size class, a thirty-second of a power of two apart: what is returned is handed out again, so
/// that after a few steps a training loop allocates no new memory.
/// </summary>
/// <remarks>
/// A backend says what its device's memory is: <see cref="Allocate"/> takes it from the system, <see cref="PooledStorage.Free"/>
/// gives it back, <see cref="Poison"/> fills it with NaN, and <see cref="IsOutOfMemory"/> tells a refusal from a fault. Every
/// member may be called from any thread. The overrides run on the thread that rents; all but <see cref="Poison"/> under the
/// pool's lock, so they must not wait for one that rents or returns. Memory that is handed out again may still be read by work
/// that was queued on the device before it was returned: a backend with a queue keeps the order of its work.
/// </remarks>
/// <typeparam name="TStorage">The device's memory.</typeparam>
public abstract class StoragePool<TStorage> : IStoragePool, IDisposable
    where TStorage : PooledStorage
{
    private const int SmallestBits = 8;
    private const int StepBits = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Stack<TStorage>> _free = [];
    private readonly HashSet<TStorage> _all = [];
    private readonly long _limit;
    private readonly bool _poison;
    private bool _isDisposed;

    /// <summary>A pool that holds nothing yet.</summary>
    /// <param name="limit">The most bytes that may be held, in use or waiting to be.</param>
    /// <param name="poison">Fill with NaN what is handed out, so that an operation that reads before it writes is seen.</param>
    protected StoragePool(long limit, bool poison)
    {
        (_limit, _poison) = (limit, poison);
    }

    /// <summary>Bytes held from the system, in use or waiting to be.</summary>
    public long Bytes { get; private set; }

    /// <summary>The device, as messages call it: "this machine".</summary>
    protected abstract string Place { get; }

    /// <summary>Memory for <paramref name="count"/> floats, with undefined contents.</summary>
    /// <param name="count">Floats; up to 3 % more are held for them, and 256 at least.</param>
    /// <exception cref="FlowException">
    /// The limit or the system refuses, also after what waits in other sizes has been freed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed.</exception>
    public TStorage Rent(long count)
    {
        var capacity = SizeClass(count);
        TStorage storage;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            storage = _free.TryGetValue(capacity, out var stack) && stack.Count > 0 ? stack.Pop() : AllocateOrThrow(capacity);
        }

        if (_poison)
        {
            Poison(storage);
        }

        return storage;
    }

    /// <inheritdoc/>
    public void Return(PooledStorage storage)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            if (!_free.TryGetValue(storage.Capacity, out var stack))
            {
                _free[storage.Capacity] = stack = new Stack<TStorage>();
            }

            stack.Push((TStorage)storage);
        }
    }

    /// <summary>Gives back to the system what was handed out, instead of <see cref="Return"/>.</summary>
    /// <param name="storage">What is not returned as well.</param>
    public void Free(TStorage storage)
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _all.Remove(storage);
                Bytes -= storage.Capacity * sizeof(float);
                storage.Free();
            }
        }
    }

    /// <summary>Gives all memory back to the system, also what is still in use.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees all memory if <paramref name="disposing"/>; an override calls it before it lets the device go.</summary>
    /// <param name="disposing">False in a finaliser, where there is nothing to do.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        lock (_gate)
        {
            _isDisposed = true;
            foreach (var storage in _all)
            {
                storage.Free();
            }

            _all.Clear();
            _free.Clear();
        }
    }

    /// <summary>The smallest capacity of a size class that holds <paramref name="count"/> floats.</summary>
    internal static long SizeClass(long count)
    {
        if (count <= 1L << SmallestBits)
        {
            return 1L << SmallestBits;
        }

        var step = 1L << Math.Max(0, 63 - BitOperations.LeadingZeroCount((ulong)(count - 1)) - StepBits);
        return (count + step - 1) / step * step;
    }

    /// <summary>New memory from the system.</summary>
    /// <param name="capacity">Floats, above 0.</param>
    protected abstract TStorage Allocate(long capacity);

    /// <summary>Fills memory with NaN, all of its <see cref="PooledStorage.Capacity"/>.</summary>
    /// <param name="storage">Memory that is about to be handed out.</param>
    protected abstract void Poison(TStorage storage);

    /// <summary>Whether a failed <see cref="Allocate"/> says that there is no memory left; whatever else it says is thrown on.</summary>
    /// <param name="failure">What it threw.</param>
    protected abstract bool IsOutOfMemory(Exception failure);

    private TStorage AllocateOrThrow(long capacity)
    {
        var bytes = checked(capacity * sizeof(float));
        if (TryAllocate(capacity, bytes, out _) is { } storage)
        {
            return storage;
        }

        // What an earlier phase used in other sizes must not stand in the way of this one.
        FreeUnused();
        return TryAllocate(capacity, bytes, out var failure) ?? throw new FlowException(
            (failure is null
                ? $"memory: expected {Gibibytes(_limit)} at most on {Place}, got {Gibibytes(Bytes + bytes)}. "
                : $"memory: expected {Gibibytes(bytes)} more on {Place}, beside {Gibibytes(Bytes)}, got a refusal. ")
            + "Use a smaller TrainingOptions.BatchSize, TrainingOptions.InitImages or FlowConfig.Width, or train with "
            + "TrainingOptions.Recompute.",
            failure);
    }

    private TStorage? TryAllocate(long capacity, long bytes, out Exception? failure)
    {
        failure = null;
        if (bytes > _limit - Bytes)
        {
            return null;
        }

        try
        {
            var storage = Allocate(capacity);
            _all.Add(storage);
            Bytes += bytes;
            return storage;
        }
        catch (Exception refused) when (IsOutOfMemory(refused))
        {
            failure = refused;
            return null;
        }
    }

    private void FreeUnused()
    {
        foreach (var storage in _free.Values.SelectMany(stack => stack))
        {
            storage.Free();
            _all.Remove(storage);
            Bytes -= storage.Capacity * sizeof(float);
        }

        _free.Clear();
    }

    private static string Gibibytes(long bytes) =>
        (bytes / (double)(1L << 30)).ToString("0.000", CultureInfo.InvariantCulture) + " GiB";
}
