using System.CommandLine;
using System.CommandLine.Invocation;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Prints this assembly's version; the parser's own action prints the process's, which may be another.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(ProgramVersion.Text);
        return ExitCode.Good;
    }
}
