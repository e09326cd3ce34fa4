using System.Diagnostics;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Reporting;

/// <summary>What is looked at now: one line that is written over on a terminal, and in a log a line every few seconds.</summary>
internal sealed class VerifyProgress(Terminal terminal)
{
    private const int Width = 72;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();

    /// <summary>Shows what comes next.</summary>
    public void Show(string what)
    {
        if (terminal.Live)
        {
            var line = Failure.OneLine($"looking at {what}");
            terminal.Error.Write('\r' + (line.Length > Width ? line[..Width] : line.PadRight(Width)));
        }
        else if (_sinceLine.Elapsed >= Every)
        {
            _sinceLine.Restart();
            terminal.Error.WriteLine(Failure.OneLine($"looking at {what}"));
        }
    }

    /// <summary>Clears the line.</summary>
    public void End()
    {
        if (terminal.Live)
        {
            terminal.Error.Write('\r' + new string(' ', Width) + '\r');
        }
    }
}
