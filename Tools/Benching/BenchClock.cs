using System.Diagnostics;
using System.Runtime;
using FlowCore.Backends;
using FlowCore.Gpu;

namespace FlowCore.Tools.Benching;

/// <summary>
/// Times work on a backend: first it runs until it is compiled and warm, then often enough for a median. A device is
/// waited for at the end of each run. Work too short for a clock is repeated within a run.
/// </summary>
/// <param name="backend">Where the work runs.</param>
/// <param name="runs">Timed runs of each piece of work.</param>
/// <param name="longest">
/// The time after which pieces of work that are timed in turn have runs enough, if they have three; null for as many as were asked
/// for, however long they take.
/// </param>
/// <param name="stop">Ends a measurement between two runs.</param>
internal sealed class BenchClock(IBackend backend, int runs, TimeSpan? longest = null, CancellationToken stop = default)
{
    private const int WarmUps = 3;
    private const int FewestRuns = 3;

    // Short work is warm only after its methods were called often and, a moment later, compiled again: the runtime begins to
    // count calls when it has compiled nothing new for 100 ms. A machine too busy to get there does not keep the bench, and who
    // asks for a run or two does not ask for warm ones.
    private const double WarmUpPerRun = 10;
    private const double QuietMilliseconds = 150;
    private const double LongestWarmUp = 2000;
    private const double LongestWarmUpPerRun = 200;
    private const double ShortestRun = 1;
    private const int Rounds = 4;
    private const int MostRepeats = 1000;

    private readonly GpuBackend? _gpu = backend as GpuBackend;

    /// <summary>Times a piece of work.</summary>
    /// <param name="work">What is timed.</param>
    /// <param name="prepare">What must come before each time and is not timed, or null.</param>
    public Measurement Measure(Action work, Action? prepare = null) => Measure([[(work, prepare)]], rounds: 1, untimed: 0)[0][0];

    /// <summary>
    /// Times pieces of work that are to be compared: a run of each, then another of each, so that a machine whose speed
    /// drifts is as fast for the one as for the other.
    /// </summary>
    public IReadOnlyList<Measurement> MeasureInTurn(params IEnumerable<Action> works) =>
        Measure([Unprepared(works)], rounds: 1, untimed: 0)[0];

    /// <summary>
    /// Times groups of work that are to be compared, such as a model at several sizes: a few runs of each group, one of which
    /// brings its data into the caches, then of the next, and all of that again, so that a drift of the machine meets all.
    /// </summary>
    /// <returns>What <see cref="MeasureInTurn"/> gives, a group.</returns>
    public IReadOnlyList<IReadOnlyList<Measurement>> MeasureInRounds(IEnumerable<IEnumerable<Action>> groups) =>
        Measure([.. groups.Select(Unprepared)], Rounds, untimed: 1);

    private static (Action Work, Action? Prepare)[] Unprepared(IEnumerable<Action> works) =>
        [.. works.Select(work => (work, (Action?)null))];

    private Measurement[][] Measure((Action Work, Action? Prepare)[][] groups, int rounds, int untimed)
    {
        var warm = groups.Select(group => group.Select(each => WarmUp(each.Work, each.Prepare)).ToArray()).ToArray();
        var times = groups.Select(group => group.Select(_ => new List<double>(runs)).ToArray()).ToArray();
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds; round++)
        {
            var (first, end) = (round * runs / rounds, (round + 1) * runs / rounds);
            for (var g = 0; g < groups.Length; g++)
            {
                for (var run = first - untimed; run < end && !(run >= FewestRuns && Stopwatch.GetElapsedTime(start) > longest); run++)
                {
                    for (var i = 0; i < groups[g].Length; i++)
                    {
                        stop.ThrowIfCancellationRequested();
                        groups[g][i].Prepare?.Invoke();
                        var time = Run(groups[g][i].Work, warm[g][i].Repeats) / warm[g][i].Repeats;
                        if (run >= first)
                        {
                            times[g][i].Add(time);
                        }
                    }
                }
            }
        }

        return [.. times.Zip(warm, (each, first) => each.Zip(first, (one, w) => new Measurement(Timing.Of(one), w.Launches)).ToArray())];
    }

    private (int Repeats, long? Launches) WarmUp(Action work, Action? prepare)
    {
        var launches = 0L;
        var fastest = double.PositiveInfinity;
        var (start, compiled) = (Stopwatch.GetTimestamp(), JitInfo.GetCompiledMethodCount());
        var quiet = start;
        for (var i = 0; i < WarmUps || !IsWarm(Stopwatch.GetElapsedTime(start), Stopwatch.GetElapsedTime(quiet)); i++)
        {
            if (i > 0 && Stopwatch.GetElapsedTime(start) > longest)
            {
                break;
            }

            stop.ThrowIfCancellationRequested();
            prepare?.Invoke();
            var before = _gpu?.Launches ?? 0;
            fastest = Math.Min(fastest, Run(work, repeats: 1));
            launches = (_gpu?.Launches ?? 0) - before;
            if (JitInfo.GetCompiledMethodCount() is var count && count != compiled)
            {
                (quiet, compiled) = (Stopwatch.GetTimestamp(), count);
            }
        }

        var repeats = prepare is null ? Math.Clamp((int)(ShortestRun / fastest), 1, MostRepeats) : 1;
        return (repeats, _gpu is null ? null : launches);
    }

    private bool IsWarm(TimeSpan all, TimeSpan quiet) => all.TotalMilliseconds >= WarmUpPerRun * runs
        && (quiet.TotalMilliseconds >= QuietMilliseconds || all.TotalMilliseconds >= Math.Min(LongestWarmUp, LongestWarmUpPerRun * runs));

    private double Run(Action work, int repeats)
    {
        backend.Synchronize();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeats; i++)
        {
            work();
        }

        backend.Synchronize();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
