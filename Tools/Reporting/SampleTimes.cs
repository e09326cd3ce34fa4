using System.Diagnostics;
using System.Text.Json;

namespace FlowCore.Tools.Reporting;

/// <summary>How long drawing takes: the first batch, in which kernels are compiled, apart from the others.</summary>
internal sealed class SampleTimes
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _first, _count;
    private double _firstMilliseconds, _milliseconds;

    /// <summary>Milliseconds an image after the first batch, or null where there was no other.</summary>
    public double? MillisecondsAnImage => _count > _first ? (_milliseconds - _firstMilliseconds) / (_count - _first) : null;

    /// <summary>Takes the time at which so many images are there.</summary>
    public void Add(int count)
    {
        _count = count;
        _milliseconds = Stopwatch.GetElapsedTime(_start).TotalMilliseconds;
        if (_first == 0)
        {
            (_first, _firstMilliseconds) = (count, _milliseconds);
        }
    }

    /// <summary>Writes the members of an object.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteNumber("firstBatch", _first);
        json.WriteNumber("firstBatchMs", _firstMilliseconds);
        if (MillisecondsAnImage is { } each)
        {
            json.WriteNumber("msPerImage", each);
        }
        else
        {
            json.WriteNull("msPerImage");
        }
    }

    /// <summary><c>the first 100 in 350 ms with compilation, then 0.26 ms an image</c>.</summary>
    public override string ToString() => MillisecondsAnImage is { } each
        ? FormattableString.Invariant($"the first {_first} in {_firstMilliseconds:F0} ms with compilation, then {each:F2} ms an image")
        : FormattableString.Invariant($"in {_firstMilliseconds:F0} ms with compilation");
}
