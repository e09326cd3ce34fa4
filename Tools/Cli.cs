using System.CommandLine;
using System.Globalization;
using FlowCore.Tools.Commands;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools;

/// <summary>The command line as a function, so that tests call what users call.</summary>
internal static class Cli
{
    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        // The libraries that write help and bars format numbers in the thread's culture; here it is the invariant one.
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

            // No response files: an argument that begins with @ is what the user typed.
            var parsed = FlowCommand.Create(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            ParseErrors.ThrowIfAny(parsed);
            OutputGuard.ThrowIfReplacing(parsed);
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception failure)
        {
            return Failure.Report(failure, terminal.Error);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
