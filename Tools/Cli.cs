using System.CommandLine;
using System.Reflection;
using FlowCore.Tools.Commands;

namespace FlowCore.Tools;

/// <summary>The command line as a function, so that tests call what users call.</summary>
internal static class Cli
{
    /// <summary>The version that <c>--version</c> prints and run folders record.</summary>
    public static string Version { get; } =
        typeof(Cli).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        try
        {
            // No response files: an argument that begins with @ is what the user typed.
            var parsed = FlowCommand.Create(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            ParseErrors.ThrowIfAny(parsed);
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
    }
}
