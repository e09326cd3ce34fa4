using FlowCore.Runs;
using FlowCore.Tools.Shell;
using Spectre.Console;

namespace FlowCore.Tools.Reporting;

/// <summary>Chooses how training is watched.</summary>
internal static class TrainProgress
{
    /// <summary>A bar where it can be drawn over, lines elsewhere.</summary>
    public static IRunObserver For(Terminal terminal, int steps) => terminal.Live && IsKnown(Environment.GetEnvironmentVariable("TERM"))
        ? new LiveProgress(
            AnsiConsole.Create(new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.Standard,
                Interactive = InteractionSupport.No,
                Out = new LiveOutput(terminal.Error),
            }),
            steps)
        : new PlainProgress(terminal.Error, steps);

    /// <summary>Whether a terminal's type is one that takes the usual sequences: the variable may hold anything.</summary>
    private static bool IsKnown(string? type) =>
        OperatingSystem.IsWindows()
        || ((string[])["xterm", "screen", "tmux", "rxvt", "linux", "vt", "ansi", "cygwin", "konsole", "alacritty", "foot", "wezterm"])
            .Any(known => type?.StartsWith(known, StringComparison.Ordinal) == true && !type.Contains('/'));
}
