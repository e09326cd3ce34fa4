namespace FlowCore.Tools.Shell;

/// <summary>
/// What a signal to stop comes to. Where work would be lost, the first one asks and the work ends tidily; elsewhere, and
/// the second time, the process ends at once.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private int _holds;
    private bool _isOver;

    /// <summary>Cancelled by the first signal, if something is held that can end tidily.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The number of the first signal, or 0.</summary>
    public int Signal { get; private set; }

    /// <summary>Begins a piece of work that looks at <see cref="Token"/> and leaves nothing half done.</summary>
    /// <returns>Its end.</returns>
    public IDisposable Hold()
    {
        lock (_lock)
        {
            _holds++;
        }

        return new End(this);
    }

    /// <summary>Takes a signal.</summary>
    /// <returns>Whether the process may go on, to end what it holds.</returns>
    public bool Take(int signal)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return false;
            }

            var goesOn = Signal == 0 && _holds > 0;
            Signal = Signal == 0 ? signal : Signal;
            if (goesOn)
            {
                _stop.Cancel();
            }

            return goesOn;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A signal may come until the very end.
        lock (_lock)
        {
            _isOver = true;
            _stop.Dispose();
        }
    }

    private sealed class End(Interrupts interrupts) : IDisposable
    {
        public void Dispose()
        {
            lock (interrupts._lock)
            {
                interrupts._holds--;
            }
        }
    }
}
