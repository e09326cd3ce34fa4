using System.Globalization;
using System.Numerics;

namespace FlowCore.Backends.Memory;

/// <summary>
/// Memory by size class, a thirty-second of a power of two apart: what is given back is handed out again, so that after a few
/// steps a training loop takes no new memory.
/// </summary>
internal abstract class StoragePool<TStorage> : IStoragePool, IDisposable
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

    /// <param name="limit">The most bytes that may be held.</param>
    /// <param name="poison">Fill with NaN what is handed out, so that an operation that reads before it writes is seen.</param>
    protected StoragePool(long limit, bool poison)
    {
        (_limit, _poison) = (limit, poison);
    }

    /// <summary>Bytes held from the system, in use or waiting to be.</summary>
    public long Bytes { get; private set; }

    /// <summary>The device, as messages call it.</summary>
    protected abstract string Place { get; }

    /// <summary>Memory for <paramref name="count"/> floats, with undefined contents.</summary>
    public TStorage Rent(long count)
    {
        var capacity = SizeClass(count);
        TStorage storage;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            storage = _free.TryGetValue(capacity, out var stack) && stack.Count > 0 ? stack.Pop() : Take(capacity);
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

    /// <summary>Gives back to the system what was handed out.</summary>
    public void Discard(TStorage storage)
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

    /// <summary>Gives all memory back, also what is still in use.</summary>
    public void Dispose()
    {
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
    protected abstract TStorage Allocate(long capacity);

    /// <summary>Fills memory with NaN.</summary>
    protected abstract void Poison(TStorage storage);

    /// <summary>Whether a failed <see cref="Allocate"/> says that there is no room.</summary>
    protected abstract bool IsOutOfMemory(Exception failure);

    private TStorage Take(long capacity)
    {
        var bytes = checked(capacity * sizeof(float));
        if (TryTake(capacity, bytes, out _) is { } storage)
        {
            return storage;
        }

        // What an earlier phase used in other sizes must not stand in the way of this one.
        FreeUnused();
        return TryTake(capacity, bytes, out var failure) ?? throw new FlowException(
            (failure is null
                ? $"memory: expected {Gibibytes(_limit)} at most on {Place}, got {Gibibytes(Bytes + bytes)}. "
                : $"memory: expected {Gibibytes(bytes)} more on {Place}, beside {Gibibytes(Bytes)}, got a refusal. ")
            + "Use a smaller --batch-size, --init-images or --width, or train with --recompute.",
            failure);
    }

    private TStorage? TryTake(long capacity, long bytes, out Exception? failure)
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
