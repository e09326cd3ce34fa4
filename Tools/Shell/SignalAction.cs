using System.Runtime.InteropServices;

namespace FlowCore.Tools.Shell;

/// <summary>
/// What a signal does at this moment, made to last: compilers that a driver loads take signals for their own, and swallow them.
/// The runtime would not notice, and registering again changes nothing.
/// </summary>
internal sealed partial class SignalAction : IDisposable
{
    // More than the structure has on any processor.
    private const int Size = 256;

    // A driver compiles when a kernel is first run, at any time; a person who gives the signal again waits no less.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(0.5);

    private readonly int _signal;
    private readonly byte[] _action = new byte[Size];
    private readonly Timer? _timer;

    /// <summary>Keeps the present action until it is disposed of.</summary>
    /// <param name="signal">The signal's number.</param>
    public SignalAction(int signal)
    {
        _signal = signal;
        if (Get(signal, IntPtr.Zero, _action) == 0)
        {
            _timer = new Timer(_ => _ = Set(_signal, _action, IntPtr.Zero), state: null, Period, Period);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_timer is not null)
        {
            using var done = new ManualResetEvent(initialState: false);
            if (_timer.Dispose(done))
            {
                done.WaitOne();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int Get(int signal, IntPtr none, [Out] byte[] action);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int Set(int signal, byte[] action, IntPtr none);
}
