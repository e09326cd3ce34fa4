using System.Diagnostics;
using FlowCore.Backends;
using FlowCore.Gpu;

namespace FlowCore.Tools.Benching;

/// <summary>
/// Times work on a backend: first it runs until it is compiled and warm, then often enough for a median. A device is
/// waited for at the end of each run. Work too short for a clock is repeated within a run.
/// </summary>
internal sealed class BenchClock(IBackend backend, int runs)
{
    private const int WarmUps = 3;
    private const double ShortestRun = 1;
    private const int MostRepeats = 1000;

    private readonly GpuBackend? _gpu = backend as GpuBackend;

    /// <summary>Times a piece of work.</summary>
    /// <param name="work">What is timed.</param>
    /// <param name="prepare">What must come before each time and is not timed, or null.</param>
    public Measurement Measure(Action work, Action? prepare = null)
    {
        var launches = 0L;
        var warm = double.PositiveInfinity;
        for (var i = 0; i < WarmUps; i++)
        {
            prepare?.Invoke();
            var before = _gpu?.Launches ?? 0;
            warm = Math.Min(warm, Run(work, repeats: 1));
            launches = (_gpu?.Launches ?? 0) - before;
        }

        var repeats = prepare is null ? Math.Clamp((int)(ShortestRun / warm), 1, MostRepeats) : 1;
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            prepare?.Invoke();
            times[i] = Run(work, repeats) / repeats;
        }

        return new Measurement(Timing.Of(times), _gpu is null ? null : launches);
    }

    private double Run(Action work, int repeats)
    {
        _gpu?.Synchronize();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeats; i++)
        {
            work();
        }

        _gpu?.Synchronize();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
