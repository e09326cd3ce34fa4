using System.CommandLine;
using System.CommandLine.Help;
using FlowCore.Tools.Commands;
using FlowCore.Tools.Commands.Bench;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools;

/// <summary>The program: its verbs, and what it says when it is given none.</summary>
internal sealed class FlowCommand : RootCommand, IHasExamples
{
    /// <summary>What the program is called; the parser would take the process's name.</summary>
    public const string ProgramName = "flow";

    private FlowCommand(Terminal terminal)
        : base("Trains normalizing flows with exactly invertible k×k convolutions on images (FInC Flow), samples from them "
            + "and scores images in bits per dimension.")
    {
        HelpName = ProgramName;
        Add(new TrainCommand(terminal));
        Add(new SampleCommand(terminal));
        Add(new EvalCommand(terminal));
        Add(new VerifyCommand(terminal));
        Add(new InfoCommand(terminal));
        Add(new EncodeCommand(terminal));
        Add(new DecodeCommand(terminal));
        Add(new ReconstructCommand(terminal));
        Add(new InterpolateCommand(terminal));
        Add(new VaryCommand(terminal));
        Add(new ExportCommand(terminal));
        Add(new DataCommand(terminal));
        Add(new DevicesCommand(terminal));
        Add(new BenchCommand(terminal));

        var help = Options.OfType<HelpOption>().Single();
        help.Description = "Show help.";
        var printed = (HelpAction)help.Action!;
        help.Action = new HelpWithExamples(printed);
        var version = Options.OfType<VersionOption>().Single();
        version.Description = "Show the version.";
        version.Action = new PrintVersion();
        SetAction(ShowHelpAndRefuse);

        int ShowHelpAndRefuse(ParseResult parsed)
        {
            new HelpWithExamples(printed).Invoke(parsed);
            throw new WrongCallException(ProgramName, "a verb", "none", "Choose one of the commands above.");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } =
    [
        "flow train",
        "flow sample runs/fashion-small-1 --count 100",
        "flow eval runs/fashion-small-1",
    ];

    /// <summary>The tree of commands.</summary>
    public static FlowCommand Create(Terminal terminal) => new(terminal);
}
