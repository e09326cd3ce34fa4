using System.CommandLine;
using FlowCore.Backends;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary>What every measurement takes: how often, on which device, and for whom.</summary>
/// <param name="usualRuns">Timed runs of each piece of work where no number is given.</param>
internal sealed class BenchFlags(int usualRuns = 20)
{
    private readonly Option<int> _runs = Flag.Whole("--runs", usualRuns, "Timed runs of each, after those that warm up.");
    private readonly DeviceFlags _device = new();
    private readonly Option<bool> _json = Flag.Json();

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_runs);
        _device.AddTo(command);
        command.Add(_json);
    }

    /// <summary>Begins the measurement that was asked for; the caller disposes it.</summary>
    /// <exception cref="WrongCallException">There are no runs, or no such device.</exception>
    public BenchSession Start(ParseResult parsed, Terminal terminal)
    {
        var runs = Flag.Positive(parsed, _runs);
        return new BenchSession(CreateBackend(parsed, terminal), runs, terminal, parsed.GetValue(_json));
    }

    /// <inheritdoc cref="DeviceFlags.Create"/>
    public IBackend CreateBackend(ParseResult parsed, Terminal terminal) => _device.Create(parsed, terminal);
}
