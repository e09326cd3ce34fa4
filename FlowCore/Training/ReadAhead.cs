using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace FlowCore.Training;

/// <summary>
/// A sequence that a thread of its own makes ahead of its use, in order and never more than a few items ahead. The thread only
/// makes items: it must never touch a backend, which belongs to the thread that trains.
/// </summary>
/// <typeparam name="T">An item.</typeparam>
internal sealed class ReadAhead<T> : IDisposable
{
    private readonly Func<CancellationToken, T> _next;
    private readonly BlockingCollection<T> _ready;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts the thread.</summary>
    /// <param name="ahead">The most items that are made and not yet taken, at least 2.</param>
    /// <param name="next">Makes the next item; cancelled when the sequence is disposed of.</param>
    public ReadAhead(int ahead, Func<CancellationToken, T> next)
    {
        // One more waits in the hand of the thread.
        _ready = new BlockingCollection<T>(ahead - 1);
        _next = next;
        _thread = new Thread(Run) { IsBackground = true, Name = "FlowCore data" };
        _thread.Start();
    }

    /// <summary>The next item, waited for if need be. Not for two threads at once.</summary>
    /// <exception cref="Exception">What stopped the thread, once all items before it are taken.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public T Take(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        if (_ready.TryTake(out var item, Timeout.Infinite, cancellation))
        {
            return item;
        }

        // The thread writes it before it completes the collection.
        _failure!.Throw();
        return default;
    }

    /// <summary>Stops the thread, after the item in the making unless that looks at its token, and waits for its end.</summary>
    public void Dispose()
    {
        if (!_stop.IsCancellationRequested)
        {
            _stop.Cancel();
            _thread.Join();
            _ready.Dispose();
            _stop.Dispose();
        }
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                _ready.Add(_next(_stop.Token), _stop.Token);
            }
        }
        catch (Exception failure)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }
        finally
        {
            _ready.CompleteAdding();
        }
    }
}
