using System.CommandLine;
using FlowCore.Tools.Settings;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Values for the other flags of a verb: from a file, and one by one by the keys of such a file.</summary>
internal sealed class SettingsFlags
{
    private readonly Option<string?> _config = Flag.TextOrNone(
        "--config",
        "file|run",
        "Take what is not said here from a run's config.json, from its folder, or from a file with some of its keys.");

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Set one value by its key in config.json; it goes before --config, and a flag before it. May be repeated.",
        HelpName = "key=value",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(_config);
        command.Add(_set);
    }

    /// <summary>What was given, from wherever.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="resumed">The configuration of the run that goes on, which takes the place of a file; null of one that begins.</param>
    /// <exception cref="WrongCallException">A file cannot be read, a key is not known, or a value not of its kind.</exception>
    public RunSettings Read(ParseResult parsed, string? resumed)
    {
        var config = parsed.GetValue(_config);
        if (config is not null && resumed is not null)
        {
            throw new WrongCallException(_config.Name, "none with --resume, whose run has its own", $"'{config}'", "Leave it out.");
        }

        return new RunSettings(parsed, (resumed ?? config) is { } path ? RunFile.Read(path) : null, parsed.GetValue(_set) ?? []);
    }
}
