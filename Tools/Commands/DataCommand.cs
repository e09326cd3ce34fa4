using System.CommandLine;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary><c>flow data</c>: what can be said of data before training on it.</summary>
internal sealed class DataCommand : Command, IHasExamples
{
    /// <summary>The verb.</summary>
    public DataCommand(Terminal terminal)
        : base("data", "Says what a file or folder of images is taken for, and what is wrong in it.")
    {
        Add(new DataCheckCommand(terminal));
        Add(new DataInfoCommand(terminal));
        SetAction(Refuse);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } = ["flow data info photos", "flow data check photos --image-size 64"];

    private static int Refuse(ParseResult parsed) =>
        throw new WrongCallException("data", "a verb (check, info)", "none", "See flow data --help.");
}
