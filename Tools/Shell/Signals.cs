using System.Globalization;
using System.Runtime.InteropServices;

namespace FlowCore.Tools.Shell;

/// <summary>The signals of the operating system that would end the process, turned into <see cref="Interrupts"/>.</summary>
internal sealed class Signals : IDisposable
{
    private const int Quit = 3;
    private const int FileSizeExceeded = 25;

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Interrupts _interrupts;
    private readonly Action<int> _end;
    private readonly SignalAction? _quit;

    /// <summary>Listens until it is disposed.</summary>
    /// <param name="interrupts">Takes the signals that ask to stop.</param>
    /// <param name="end">Ends the process by a signal's number, tidily; called when nothing is held.</param>
    /// <param name="restore">Gives the terminal back its cursor before a signal does what it does without a handler.</param>
    public Signals(Interrupts interrupts, Action<int> end, Action restore)
    {
        (_interrupts, _end) = (interrupts, end);
        Listen(PosixSignal.SIGINT, number: 2, restore);
        Listen(PosixSignal.SIGTERM, number: 15, restore);

        // nohup lets a run outlive its terminal by ignoring the signal; it stays ignored.
        if (!IsIgnored(number: 1))
        {
            Listen(PosixSignal.SIGHUP, number: 1, restore);
        }

        // At once, whatever is held: who sends it has no patience.
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context =>
        {
            context.Cancel = true;
            end(Quit);
        }));
        _quit = OperatingSystem.IsLinux() ? new SignalAction(Quit) : null;
        if (!OperatingSystem.IsWindows())
        {
            // Without it a limit on the size of files kills the process; with it the write fails and says why.
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)FileSizeExceeded, context => context.Cancel = true));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _quit?.Dispose();
        _registrations.ForEach(registration => registration.Dispose());
    }

    private void Listen(PosixSignal signal, int number, Action restore) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            var isFirst = _interrupts.Signal == 0;
            if (_interrupts.Take(number))
            {
                context.Cancel = true;
            }
            else if (isFirst)
            {
                context.Cancel = true;
                _end(number);
            }
            else
            {
                restore();
            }
        }));

    private static bool IsIgnored(int number)
    {
        const string Key = "SigIgn:";
        try
        {
            return OperatingSystem.IsLinux()
                && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) is { } line
                && ulong.TryParse(line.AsSpan(Key.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask)
                && (mask >> (number - 1) & 1) == 1;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
