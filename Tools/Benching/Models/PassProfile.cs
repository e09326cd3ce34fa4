using System.Diagnostics;
using FlowCore.Backends;

namespace FlowCore.Tools.Benching.Models;

/// <summary>A model whose operations are timed one by one, which costs time of its own: it says where time goes, not how much.</summary>
internal sealed class PassProfile : IDisposable
{
    private const int WarmUps = 2;
    private const int MostRuns = 10;

    private readonly OperationTimes _times;
    private readonly IBackend _backend;
    private readonly ModelPasses _passes;

    /// <summary>A second model like the one that was timed.</summary>
    public PassProfile(BenchModel model, IBackend backend)
    {
        (_times, _backend) = (new OperationTimes(backend.Synchronize), backend);
        _passes = new ModelPasses(model, TimedBackend.Over(backend, _times));
    }

    /// <summary>Runs a pass a few times.</summary>
    /// <param name="choose">Which.</param>
    /// <param name="runs">How often at most.</param>
    /// <param name="stop">Ends it between two runs.</param>
    public OperationShares Of(Func<ModelPasses, ModelPass> choose, int runs, CancellationToken stop)
    {
        var work = choose(_passes).Work;
        Run(work, WarmUps, stop);
        _times.Clear();
        runs = Math.Min(runs, MostRuns);
        var milliseconds = Run(work, runs, stop);
        return new OperationShares(
            milliseconds / runs,
            [.. _times.Spent.Select(spent => (spent.Operation, (double)spent.Calls / runs, spent.Milliseconds / runs))]);
    }

    /// <inheritdoc/>
    public void Dispose() => _passes.Dispose();

    private double Run(Action work, int runs, CancellationToken stop)
    {
        _backend.Synchronize();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < runs; i++)
        {
            stop.ThrowIfCancellationRequested();
            work();
        }

        _backend.Synchronize();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
