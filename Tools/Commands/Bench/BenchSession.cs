using System.Text.Json;
using FlowCore.Backends;
using FlowCore.Tools.Benching;
using FlowCore.Tools.Reporting;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary>A measurement under way: where, how often, and who is told.</summary>
/// <param name="backend">What is measured, which goes when this does.</param>
/// <param name="runs">Timed runs of each piece of work.</param>
/// <param name="terminal">Takes the results, and may stop it.</param>
/// <param name="writesJson">Whether scripts want an object too.</param>
internal sealed class BenchSession(IBackend backend, int runs, Terminal terminal, bool writesJson) : IDisposable
{
    /// <summary>What is measured.</summary>
    public IBackend Backend => backend;

    /// <summary>Timed runs of each piece of work.</summary>
    public int Runs => runs;

    /// <summary>Times work on the backend.</summary>
    public BenchClock Clock { get; } = new(backend, runs, stop: terminal.Stop);

    /// <summary>Says what is measured, and where.</summary>
    public void WriteHead(string what) =>
        terminal.Output.WriteLine(FormattableString.Invariant($"{backend.Name}: {what}, medians of {runs} runs"));

    /// <summary>Writes the object that scripts read, if it was asked for.</summary>
    public void WriteJson(Action<Utf8JsonWriter> members)
    {
        if (writesJson)
        {
            JsonLine.Write(terminal.Output, json =>
            {
                json.WriteString("device", backend.Name);
                members(json);
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => backend.Dispose();
}
