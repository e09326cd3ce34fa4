using System.CommandLine;
using FlowCore.Runs;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Which run a verb goes on with.</summary>
internal sealed class ResumeFlag
{
    private const string Auto = "auto";
    private const string Runs = "runs";

    private readonly Option<string?> _resume = Flag.TextOrNone(
        "--resume",
        "run|checkpoint|auto",
        "Go on with a run: from the newest checkpoint that is whole, or from one that is named. auto takes the run that was saved "
            + "last in runs/, or in --out. It keeps its options; --max-steps may be larger.");

    /// <summary>Adds the option to a verb.</summary>
    public void AddTo(Command command) => command.Add(_resume);

    /// <summary>The folder of the run or the checkpoint that was asked for, or null of none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">The option for a run's folder.</param>
    /// <exception cref="WrongCallException">There is no run, or a folder is given beside one.</exception>
    public string? Read(ParseResult parsed, Option<string> folder)
    {
        var (resume, given) = (parsed.GetValue(_resume), parsed.GetValue(folder));
        return resume switch
        {
            Auto => WrongCallException.Guard(() => RunFolder.Newest(given ?? Runs)),
            not null when given is not null => throw new WrongCallException(
                folder.Name, $"none with {_resume.Name} RUN, which has its folder", $"'{given}'", "Leave it out."),
            _ => resume,
        };
    }
}
