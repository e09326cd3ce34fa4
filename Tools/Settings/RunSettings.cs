using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using FlowCore.Runs;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Settings;

/// <summary>
/// The values of flags from all that can give them: what stands on the command line comes first, then <c>--set</c>, then a file,
/// then the flag's default, which may be a preset's.
/// </summary>
internal sealed class RunSettings
{
    // A flag that is given makes these of what comes after it meaningless: they say the same in another way, or of other data.
    private static readonly (string Flag, string Replaced)[] Replacing =
        [("--epochs", "--max-steps"), ("--max-steps", "--epochs"), ("--data", "--dataset")];

    private readonly ParseResult _call;
    private readonly RunFile? _file;
    private readonly HashSet<string> _given;
    private readonly Dictionary<string, Setting> _settings = new(StringComparer.Ordinal);

    /// <summary>Brings the values together.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="file">A file, or null.</param>
    /// <param name="sets">What <c>--set</c> was given.</param>
    /// <exception cref="WrongCallException">A value is not of its kind, or a key not known.</exception>
    public RunSettings(ParseResult call, RunFile? file, IEnumerable<string> sets)
    {
        (_call, _file) = (call, file);
        _given = [.. Given(call).Select(option => option.Option.Name)];
        var taken = new HashSet<string>(_given);
        foreach (var layer in (IReadOnlyDictionary<string, Setting>[])
            [Setting.ByFlag(sets.Select(SettingOf)), file?.Settings ?? new Dictionary<string, Setting>()])
        {
            taken.UnionWith(Replacing.Where(pair => taken.Contains(pair.Flag)).Select(pair => pair.Replaced).ToArray());
            foreach (var (flag, setting) in layer.Where(each => !taken.Contains(each.Key)))
            {
                _settings.Add(flag, setting);
            }

            taken.UnionWith(layer.Keys);
        }
    }

    /// <summary>Runs a verb on the command line that all values come to.</summary>
    /// <exception cref="WrongCallException">A value cannot be meant; it is called by where it came from.</exception>
    public int Run(Func<ParseResult, int> action)
    {
        try
        {
            var whole = _call.CommandResult.Command.Parse(
                [.. Given(_call).SelectMany(Words), .. _settings.Values.SelectMany(setting => setting.Words)],
                new ParserConfiguration { ResponseFileTokenReplacer = null });
            return whole.Errors is [var error, ..] ? throw new WrongCallException(error.Message) : action(whole);
        }
        catch (WrongCallException refusal) when (Origin(refusal) is { } setting)
        {
            throw new WrongCallException(setting.Name + refusal.Message[setting.Key.Flag.Length..]);
        }
    }

    /// <summary>Whether a flag stands on the command line.</summary>
    public bool IsGiven(string flag) => _given.Contains(flag);

    /// <summary>All in which a run differs from the file it was made from, whatever it was asked for.</summary>
    public IEnumerable<RunDifference> Differences(RunRecord record)
    {
        var now = RunFile.Of(record).Values;
        return (_file?.Values ?? new Dictionary<string, JsonElement>())
            .Where(was => RunKeys.Find(was.Key) is not { IsRecorded: false })
            .Select(was => new RunDifference(
                was.Key, RunDifference.TextOf(was.Key, was.Value), RunDifference.TextOf(was.Key, now.GetValueOrDefault(was.Key))))
            .Where(difference => !difference.IsNone);
    }

    /// <summary>Lines about what a run found otherwise than its file says, where nobody asked for that.</summary>
    /// <exception cref="WrongCallException">It is something that no flag and no data decides.</exception>
    public IEnumerable<string> Notes(RunRecord record)
    {
        foreach (var (name, was, found) in Differences(record).Where(each => each.Was is not null && RunKeys.Found.Contains(each.Name)))
        {
            if (RunKeys.Fixed.Contains(name))
            {
                throw new WrongCallException($"{_file!.Path}: {name}", $"{found}, which no run has otherwise", was!);
            }

            if (RunKeys.Find(name) is not { } key || IsFromFile(key))
            {
                yield return $"note: {_file!.Path}: {name} was {was} and is {found ?? "none"} now";
            }
        }
    }

    private bool IsFromFile(RunKey key) =>
        _settings.TryGetValue(key.Flag, out var setting) && setting.Name == $"{_file!.Path}: {setting.Key.Name}";

    private static IEnumerable<OptionResult> Given(ParseResult call) =>
        call.CommandResult.Children.OfType<OptionResult>().Where(option => !option.Implicit);

    private static IEnumerable<string> Words(OptionResult option) => option.Tokens.Count == 0
        ? [option.Option.Name]
        : option.Tokens.Select(token => $"{option.Option.Name}={token.Value}");

    private static Setting SettingOf(string words)
    {
        var at = words.IndexOf('=', StringComparison.Ordinal);
        var name = at < 0 ? words : words[..at];
        if (RunKeys.Find(name) is not { } key)
        {
            throw new WrongCallException(
                "--set",
                RunKeys.Facts.Contains(name) ? "a key that can be chosen" : "a key of a run's config.json",
                $"'{name}'",
                $"The closest is {RunKeys.Closest(name)}.");
        }

        var value = at < 0
            ? throw new WrongCallException($"--set {name}", $"{name}=value", $"'{words}'")
            : words[(at + 1)..];
        return value == "null" || key.IsReadable(value)
            ? new Setting($"--set {name}", key, value == "null" ? null : value)
            : throw new WrongCallException($"--set {name}", key.Expected, $"'{value}'");
    }

    /// <summary>The setting that a refusal is about: it begins with its flag.</summary>
    private Setting? Origin(WrongCallException refusal)
    {
        var flag = refusal.Message.Split([':', ' '], 2)[0];
        return _settings.GetValueOrDefault(flag);
    }
}
