using System.Diagnostics;

namespace FlowCore.Training;

/// <summary>Splits a step's time into phases, each of which may come several times in a step.</summary>
internal sealed class StepClock
{
    private readonly long[] _spent = new long[Enum.GetValues<StepPhase>().Length];
    private long _start;
    private long _last;

    /// <summary>Milliseconds since the step began.</summary>
    public double Milliseconds => Of(Stopwatch.GetTimestamp() - _start);

    /// <summary>Begins a step.</summary>
    public void Start()
    {
        Array.Clear(_spent);
        _start = _last = Stopwatch.GetTimestamp();
    }

    /// <summary>Counts the time since the last phase ended, or the step began, as a phase's.</summary>
    public void End(StepPhase phase)
    {
        var now = Stopwatch.GetTimestamp();
        _spent[(int)phase] += now - _last;
        _last = now;
    }

    /// <summary>Milliseconds that a phase took so far.</summary>
    public double In(StepPhase phase) => Of(_spent[(int)phase]);

    /// <summary>All but the wait for images.</summary>
    public StepPhases Phases() => new(In(StepPhase.Forward), In(StepPhase.Backward), In(StepPhase.Optimizer));

    private static double Of(long ticks) => Stopwatch.GetElapsedTime(0, ticks).TotalMilliseconds;
}
