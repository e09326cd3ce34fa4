using System.CommandLine;
using FlowCore.Tools.Devices;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>
/// <c>flow devices check</c>: the self-test of one device in this process, for <c>flow devices --self-test</c>, which must
/// outlive a driver that ends the process. One object a check, each on a line of its own.
/// </summary>
internal sealed class DeviceCheckCommand : Command
{
    /// <summary>What it is called.</summary>
    public const string Verb = "check";

    private readonly Terminal _terminal;
    private readonly Argument<string> _device = new("device") { Description = "The device, as for --device." };

    /// <summary>The verb.</summary>
    public DeviceCheckCommand(Terminal terminal)
        : base(Verb, "Runs the self-test of one device in this process and prints an object a check.")
    {
        _terminal = terminal;
        Hidden = true;
        Add(_device);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var choice = WrongCallException.Guard(() => DeviceChecks.Parse(parsed.GetRequiredValue(_device)));
        var passed = true;
        foreach (var verdict in DeviceChecks.Run(choice))
        {
            VerdictLine.Write(verdict, _terminal.Output);
            _terminal.Output.Flush();
            passed &= verdict.Passed;
        }

        return passed ? ExitCode.Good : ExitCode.JobFailed;
    }
}
