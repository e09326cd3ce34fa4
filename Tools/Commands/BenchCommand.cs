using System.CommandLine;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow bench</c>: how fast a device is at what this program does.</summary>
internal sealed class BenchCommand : Command, IHasExamples
{
    /// <summary>The verb.</summary>
    public BenchCommand(Terminal terminal)
        : base("bench", "Measures a device.")
    {
        Add(new BenchOpsCommand(terminal));
        SetAction(Refuse);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } = ["flow bench ops"];

    private int Refuse(ParseResult parsed) => throw new WrongCallException(
        Name, $"what to measure ({string.Join(", ", Subcommands.Select(verb => verb.Name))})", "none", "See flow bench --help.");
}
