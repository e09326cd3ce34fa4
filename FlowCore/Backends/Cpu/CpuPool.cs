using System.Globalization;

namespace FlowCore.Backends.Cpu;

/// <summary>
/// Memory by size class, an eighth of a power of two apart: what is given back is handed out again, so that after a few
/// steps a training loop takes no new memory.
/// </summary>
internal sealed class CpuPool : IDisposable
{
    private const int SmallestBits = 8;
    private const int StepBits = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Stack<CpuStorage>> _free = [];
    private readonly HashSet<CpuStorage> _all = [];
    private readonly bool _poison;

    // The rest is for the managed heap and for whatever else runs.
    private readonly long _limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10 * 9;

    /// <param name="poison">Fill with NaN what is handed out, so that an operation that reads before it writes is seen.</param>
    public CpuPool(bool poison)
    {
        _poison = poison;
    }

    /// <summary>Bytes held from the system, in use or waiting to be.</summary>
    public long Bytes { get; private set; }

    public unsafe CpuStorage Rent(long count)
    {
        var capacity = SizeClass(count);
        CpuStorage storage;
        lock (_gate)
        {
            storage = _free.TryGetValue(capacity, out var stack) && stack.Count > 0 ? stack.Pop() : Take(capacity);
        }

        if (_poison)
        {
            new Span<float>(storage.Pointer, checked((int)capacity)).Fill(float.NaN);
        }

        return storage;
    }

    public void Return(CpuStorage storage)
    {
        lock (_gate)
        {
            if (!_free.TryGetValue(storage.Capacity, out var stack))
            {
                _free[storage.Capacity] = stack = new Stack<CpuStorage>();
            }

            stack.Push(storage);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
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

        var step = 1L << Math.Max(0, 63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(count - 1)) - StepBits);
        return (count + step - 1) / step * step;
    }

    private CpuStorage Take(long capacity)
    {
        var bytes = capacity * sizeof(float);
        if (bytes > _limit - Bytes)
        {
            // What an earlier phase used in other sizes must not stand in the way of this one.
            FreeUnused();
        }

        if (bytes > _limit - Bytes)
        {
            throw new FlowException(
                "memory",
                Gibibytes(_limit) + " at most on this machine",
                Gibibytes(Bytes + bytes),
                "Use a smaller --batch-size, --init-images or --width, or train with --recompute.");
        }

        var storage = new CpuStorage(this, capacity);
        Bytes += bytes;
        _all.Add(storage);
        return storage;
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
