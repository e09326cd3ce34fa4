using System.Runtime.CompilerServices;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools;

/// <summary>The process: its arguments, its streams and its signals.</summary>
internal static class Program
{
    private const string ShowCursor = "\e[?25h";

    private static int Main(string[] args) => OpenFiles.AreEnough() ? Run(args) : ExitCode.JobFailed;

    // Not inlined: its libraries are loaded after the limit was looked at.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run(string[] args)
    {
        // First of all, so that no file that is opened later takes the number of one that is closed.
        using var output = StandardStream.Output();
        using var error = StandardStream.Error();
        var (results, notes) = (output.Writer(), error.Writer());
        try
        {
            var live = !Console.IsErrorRedirected;
            using var interrupts = new Interrupts();
            using var signals = new Signals(interrupts, End, Restore);
            var code = Cli.Run(args, new Terminal(results, notes, live, interrupts, interrupts.Token));
            return code == ExitCode.Interrupted ? ExitCode.EndedBy(interrupts.Signal) : Delivered(output, notes, code);

            void End(int signal)
            {
                Restore();
                Failure.Report(new OperationCanceledException(), notes);
                Environment.Exit(ExitCode.EndedBy(signal));
            }

            // A progress bar hides the cursor, and does not get to show it again when the process ends under it.
            void Restore()
            {
                if (live)
                {
                    notes.Write(ShowCursor);
                }
            }
        }
        catch (Exception failure)
        {
            return Failure.Report(failure, notes);
        }
    }

    /// <summary>The exit code of work whose results may not have come out.</summary>
    private static int Delivered(StandardStream output, TextWriter notes, int code)
    {
        if (code != ExitCode.Good || output.Problem is not { } problem)
        {
            return code;
        }

        return Failure.Report(
            new FlowException("standard output", "to be written", problem, "The work is done, but what it printed is lost."), notes);
    }
}
