using Spectre.Console;

namespace FlowCore.Tools.Reporting;

/// <summary>Chooses how training is watched.</summary>
internal static class TrainProgress
{
    /// <summary>A bar where it can be drawn over, lines elsewhere.</summary>
    public static ITrainProgress For(Terminal terminal, int steps)
    {
        if (terminal.Live)
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
            if (console.Profile.Capabilities.Ansi)
            {
                return new LiveProgress(console, steps);
            }
        }

        return new PlainProgress(terminal.Error, steps);
    }
}
