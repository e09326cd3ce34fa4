using System.CommandLine;
using FlowCore.Backends;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary>What every measurement takes: how often, on which device, and for whom.</summary>
internal sealed class BenchFlags
{
    private readonly Option<int> _runs = Flag.Whole("--runs", 20, "Timed runs of each, after those that warm up.");
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
