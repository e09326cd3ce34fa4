using System.Runtime.ExceptionServices;

namespace FlowCore.Backends.Cpu.Working;

/// <summary>
/// A few threads that stay: one call hands out the tasks of one operation and returns when all are done. How the work is
/// cut is the caller's, from shapes alone, so that results do not depend on how many threads there are. A task hands out
/// no tasks of its own.
/// </summary>
internal sealed class WorkTeam : IDisposable
{
    // Long enough to bridge the gap between two operations of a step, short enough to leave an idle machine alone.
    private const int SpinsBeforeSleep = 400;

    private readonly Lock _turn = new();
    private readonly object _gate = new();
    private readonly Thread[] _helpers;
    private readonly Dictionary<Type, object> _boxes = [];
    private volatile bool _stopping;

    // A task that handed out tasks would take the place of the work that it is part of.
    [ThreadStatic]
    private static bool _isInside;

    // The work at hand. It may be replaced once it is closed and no helper is inside; a helper announces itself before it
    // looks whether work is open, so one of the two always sees the other.
    private Action<int, int> _body = (_, _) => { };
    private int _tasks;
    private volatile bool _isOpen;
    private int _inside;
    private int _next;
    private int _done;
    private Exception? _failure;

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

    /// <summary>Runs every task of some work; the worker's number is below <see cref="Threads"/>.</summary>
    public void For<TWork>(int tasks, TWork work)
        where TWork : struct, ITeamWork
    {
        if (_isInside)
        {
            throw new InvalidOperationException("WorkTeam: expected a call from outside its tasks, got one from inside.");
        }

        if (tasks <= 1 || _helpers.Length == 0)
        {
            RunAlone(tasks, work);
            return;
        }

        lock (_turn)
        {
            if (!_boxes.TryGetValue(typeof(TWork), out var known))
            {
                _boxes[typeof(TWork)] = known = new TeamWorkBox<TWork>();
            }

            var box = (TeamWorkBox<TWork>)known;
            box.Put(work);
            try
            {
                Share(tasks, box.Body);
            }
            finally
            {
                box.Put(default);
            }
        }
    }

    /// <summary>Runs <c>body(task, worker)</c> for every task.</summary>
    public void For(int tasks, Action<int, int> body) => For(tasks, new EachTask(body));

    /// <summary>Runs <c>body(start, end, worker)</c> over 0 … items−1 in tasks of <paramref name="grain"/>.</summary>
    public void ForRange(long items, long grain, Action<long, long, int> body) =>
        For(TasksOf(items, grain), new EachRange(items, grain, body));

    /// <summary>Runs the work on each of 0 … items−1 in tasks of <paramref name="grain"/>.</summary>
    public void ForEach<TItem>(long items, long grain, TItem work)
        where TItem : struct, IItemWork =>
        For(TasksOf(items, grain), new ItemsInTasks<TItem>(items, grain, work));

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

    private void Share(int tasks, Action<int, int> body)
    {
        (_body, _tasks, _next, _done, _failure) = (body, tasks, 0, 0, null);
        lock (_gate)
        {
            _isOpen = true;
            Monitor.PulseAll(_gate);
        }

        Take(worker: 0);
        var spin = new SpinWait();
        while (Volatile.Read(ref _done) < tasks)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        _isOpen = false;
        Interlocked.MemoryBarrier();
        while (Volatile.Read(ref _inside) > 0)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        var failure = _failure;
        _failure = null;
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void Help(int worker)
    {
        while (true)
        {
            for (var i = 0; i < SpinsBeforeSleep && !HasWork && !_stopping; i++)
            {
                Thread.SpinWait(30);
            }

            if (!HasWork)
            {
                lock (_gate)
                {
                    while (!HasWork && !_stopping)
                    {
                        Monitor.Wait(_gate);
                    }
                }
            }

            if (_stopping)
            {
                return;
            }

            Interlocked.Increment(ref _inside);
            if (_isOpen)
            {
                Take(worker);
            }

            Interlocked.Decrement(ref _inside);
        }
    }

    private static void RunAlone<TWork>(int tasks, TWork work)
        where TWork : struct, ITeamWork
    {
        _isInside = true;
        try
        {
            for (var task = 0; task < tasks; task++)
            {
                work.Run(task, worker: 0);
            }
        }
        finally
        {
            _isInside = false;
        }
    }

    private static int TasksOf(long items, long grain) => checked((int)((items + grain - 1) / grain));

    private bool HasWork => _isOpen && Volatile.Read(ref _next) < _tasks;

    /// <summary>Runs tasks until there are no more: whoever is free takes the next one.</summary>
    private void Take(int worker)
    {
        for (var task = Interlocked.Increment(ref _next) - 1; task < _tasks; task = Interlocked.Increment(ref _next) - 1)
        {
            _isInside = true;
            try
            {
                _body(task, worker);
            }
#pragma warning disable CA1031 // Whatever it is, it is thrown again on the caller's thread.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _failure = failure;
            }
            finally
            {
                _isInside = false;
            }

            Interlocked.Increment(ref _done);
        }
    }
}
