namespace FlowCore.Backends.Cpu;

/// <summary>
/// A few threads that stay: one call hands out the pieces of one operation and returns when all are done. How the work is
/// cut is the caller's, from shapes alone, so that results do not depend on how many threads there are.
/// </summary>
internal sealed class WorkTeam : IDisposable
{
    // Long enough to bridge the gap between two operations of a step, short enough to leave an idle machine alone.
    private const int SpinsBeforeSleep = 400;

    private readonly Lock _turn = new();
    private readonly object _gate = new();
    private readonly Thread[] _helpers;
    private volatile Job? _job;
    private volatile bool _stopping;

    public WorkTeam(int threads)
    {
        Threads = threads;
        _helpers = new Thread[threads - 1];
        for (var i = 0; i < _helpers.Length; i++)
        {
            var worker = i + 1;
            _helpers[i] = new Thread(() => Help(worker)) { IsBackground = true, Name = $"flow worker {worker}" };
            _helpers[i].Start();
        }
    }

    /// <summary>Threads that work, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Runs <c>body(piece, worker)</c> for every piece; worker is below <see cref="Threads"/>.</summary>
    public void For(int pieces, Action<int, int> body)
    {
        if (pieces <= 1 || _helpers.Length == 0)
        {
            for (var i = 0; i < pieces; i++)
            {
                body(i, 0);
            }

            return;
        }

        lock (_turn)
        {
            var job = new Job(pieces, body);
            lock (_gate)
            {
                _job = job;
                Monitor.PulseAll(_gate);
            }

            job.Work(worker: 0);
            var spin = new SpinWait();
            while (!job.IsDone)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            _job = null;
            job.ThrowIfFailed();
        }
    }

    /// <summary>Runs <c>body(start, end, worker)</c> over 0 … items−1 in pieces of <paramref name="grain"/>.</summary>
    public void ForRange(long items, long grain, Action<long, long, int> body)
    {
        var pieces = checked((int)((items + grain - 1) / grain));
        For(pieces, (piece, worker) => body(piece * grain, Math.Min(items, (piece + 1) * grain), worker));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var helper in _helpers)
        {
            helper.Join();
        }
    }

    private void Help(int worker)
    {
        Job? last = null;
        while (true)
        {
            for (var i = 0; i < SpinsBeforeSleep && !HasWork(last) && !_stopping; i++)
            {
                Thread.SpinWait(30);
            }

            lock (_gate)
            {
                while (!HasWork(last) && !_stopping)
                {
                    Monitor.Wait(_gate);
                }
            }

            if (_stopping)
            {
                return;
            }

            last = _job;
            last?.Work(worker);
        }
    }

    private bool HasWork(Job? last) => _job is { } job && job != last;

    private sealed class Job(int pieces, Action<int, int> body)
    {
        private int _next;
        private int _done;
        private Exception? _failure;

        public bool IsDone => Volatile.Read(ref _done) == pieces;

        public void Work(int worker)
        {
            for (var piece = Interlocked.Increment(ref _next) - 1; piece < pieces; piece = Interlocked.Increment(ref _next) - 1)
            {
                try
                {
                    body(piece, worker);
                }
#pragma warning disable CA1031 // Whatever it is, it is thrown again on the caller's thread.
                catch (Exception failure)
#pragma warning restore CA1031
                {
                    _failure = failure;
                }

                Interlocked.Increment(ref _done);
            }
        }

        public void ThrowIfFailed()
        {
            if (_failure is { } failure)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }
        }
    }
}
