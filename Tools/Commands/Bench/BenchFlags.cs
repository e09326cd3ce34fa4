using System.CommandLine;
using System.Text.Json;
using FlowCore.Backends;
using FlowCore.Tools.Reporting;
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

    /// <summary>The runs that were asked for.</summary>
    /// <exception cref="WrongCallException">There are none.</exception>
    public int Runs(ParseResult parsed) => Flag.Positive(parsed, _runs);

    /// <inheritdoc cref="DeviceFlags.Create"/>
    public IBackend Open(ParseResult parsed, Terminal terminal) => _device.Create(parsed, terminal);

    /// <summary>Says what is measured, and where.</summary>
    public void WriteHead(ParseResult parsed, Terminal terminal, IBackend backend, string what) =>
        terminal.Output.WriteLine(FormattableString.Invariant($"{backend.Name}: {what}, medians of {Runs(parsed)} runs"));

    /// <summary>Writes the object that scripts read, if it was asked for.</summary>
    public void WriteJson(ParseResult parsed, Terminal terminal, IBackend backend, Action<Utf8JsonWriter> members)
    {
        if (parsed.GetValue(_json))
        {
            JsonLine.Write(terminal.Output, json =>
            {
                json.WriteString("device", backend.Name);
                members(json);
            });
        }
    }
}
