using System.CommandLine;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands.Bench;

/// <summary><c>flow bench</c>: how fast a device is at what this program does.</summary>
internal sealed class BenchCommand : Command, IHasExamples
{
    /// <summary>The verb.</summary>
    public BenchCommand(Terminal terminal)
        : base("bench", "Measures a device.")
    {
        Add(new BenchOpsCommand(terminal));
        Add(new BenchGemmCommand(terminal));
        Add(new BenchStepCommand(terminal));
        Add(new BenchLayersCommand(terminal));
        Add(new BenchSampleCommand(terminal));
        Add(new BenchGrowthCommand(terminal));
        Add(new BenchTablesCommand(terminal));
        Add(new BenchUnitsCommand(terminal));
        SetAction(Refuse);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } = ["flow bench step", "flow bench gemm --device cpu --threads 1"];

    private int Refuse(ParseResult parsed) => throw new WrongCallException(
        Name, $"what to measure ({string.Join(", ", Subcommands.Select(verb => verb.Name))})", "none", "See flow bench --help.");
}
