using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Settings;

/// <summary>A value for a flag that does not stand on the command line as the flag.</summary>
/// <param name="Name">What messages call it: <c>run.json: training.learningRate</c>, or <c>--set training.learningRate</c>.</param>
/// <param name="Key">What it is a value of.</param>
/// <param name="Text">The value in the words of the command line, or null for the flag's default.</param>
internal sealed record Setting(string Name, RunKey Key, string? Text)
{
    /// <summary>The words that say it on a command line: none of a switch that is off.</summary>
    public IEnumerable<string> Words => (Text, Key.Means) switch
    {
        (null, _) => [],
        (_, null) => [$"{Key.Flag}={Text}"],
        (_, { } means) => means(Text) ? [Key.Flag] : [],
    };

    /// <summary>Settings by their flags.</summary>
    /// <exception cref="WrongCallException">One is there twice, or two say different things of one flag.</exception>
    public static IReadOnlyDictionary<string, Setting> ByFlag(IEnumerable<Setting> settings)
    {
        var byFlag = new Dictionary<string, Setting>(StringComparer.Ordinal);
        foreach (var setting in settings)
        {
            var before = byFlag.GetValueOrDefault(setting.Key.Flag);
            if (before?.Key == setting.Key)
            {
                throw new WrongCallException(setting.Name, "one value", "2", "Give it once.");
            }

            if (before is not null && before.Text != setting.Text)
            {
                throw new WrongCallException(
                    setting.Name, $"{before.Text}, as {before.Key.Name} has it", $"{setting.Text}", "Leave one of them out.");
            }

            byFlag[setting.Key.Flag] = setting;
        }

        return byFlag;
    }
}
