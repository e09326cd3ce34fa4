using System.Diagnostics;

namespace FlowCore.Tools.Benching;

/// <summary>Where the time of some work went, by operation.</summary>
/// <param name="finish">Waits until the device has done what it was told.</param>
internal sealed class OperationTimes(Action finish)
{
    private readonly Dictionary<string, (long Calls, long Ticks)> _spent = new(StringComparer.Ordinal);

    /// <summary>Milliseconds and calls of each operation so far, the dearest first.</summary>
    public IReadOnlyList<(string Operation, long Calls, double Milliseconds)> Spent =>
    [
        .. _spent
            .Select(entry => (entry.Key, entry.Value.Calls, Stopwatch.GetElapsedTime(0, entry.Value.Ticks).TotalMilliseconds))
            .OrderByDescending(entry => entry.TotalMilliseconds),
    ];

    /// <summary>Forgets what was timed.</summary>
    public void Clear() => _spent.Clear();

    /// <summary>The time at which an operation starts.</summary>
    public long Start()
    {
        finish();
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Books the time of an operation that has just been asked for.</summary>
    /// <param name="name">Which.</param>
    /// <param name="start">What <see cref="Start"/> gave.</param>
    public void Stop(string name, long start)
    {
        finish();
        var (calls, ticks) = _spent.GetValueOrDefault(name);
        _spent[name] = (calls + 1, ticks + Stopwatch.GetTimestamp() - start);
    }
}
