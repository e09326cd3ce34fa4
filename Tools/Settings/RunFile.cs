using System.Text.Json;
using FlowCore.Data.Embedded;
using FlowCore.Files;
using FlowCore.Imaging;
using FlowCore.Runs;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Settings;

/// <summary>
/// What a run was decided by, from its <c>config.json</c> or a file with some of the same keys. Keys may be nested, as a run
/// writes them, or have points in them; null is what is not given.
/// </summary>
internal sealed class RunFile
{
    private const string ConfigName = "config.json";
    private const string Kind = "a run's config.json, or a file with some of its keys";

    // A hundred times what any run writes: what is larger is another file.
    private const int MostBytes = 1 << 20;

    private static readonly JsonDocumentOptions Syntax = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    private RunFile(string path, IReadOnlyDictionary<string, JsonElement> values) => (Path, Values) = (path, values);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What it has, by the names of keys and of <see cref="RunKeys.Facts"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement> Values { get; }

    /// <summary>Its values for flags.</summary>
    /// <exception cref="WrongCallException">One is not of the kind that belongs there, or two contradict each other.</exception>
    public IReadOnlyDictionary<string, Setting> Settings => Setting.ByFlag(Values
        .Where(value => value.Value.ValueKind != JsonValueKind.Null && RunKeys.Find(value.Key) is not null)
        .Select(value => SettingOf(RunKeys.Find(value.Key)!, value.Value))
        .Where(setting => !IsDescription(setting)));

    /// <summary>Reads a file, or the one of a run's folder.</summary>
    /// <exception cref="WrongCallException">It cannot be read, is no JSON, or has a key that is not known.</exception>
    public static RunFile Read(string path) => WrongCallException.Guard(() =>
    {
        var file = Directory.Exists(path) ? System.IO.Path.Combine(path, ConfigName) : path;
        using var stream = FileFailure.Open(file, Kind);
        try
        {
            if (stream.Length > MostBytes)
            {
                throw new FlowException(file, Kind, FormattableString.Invariant($"{stream.Length} bytes"), "");
            }

            using var json = JsonDocument.Parse(stream, Syntax);
            return new RunFile(file, Leaves(file, json.RootElement.Clone()));
        }
        catch (JsonException failure)
        {
            throw new FlowException(file, "JSON", failure.Message.TrimEnd('.'), "");
        }
        catch (InvalidOperationException failure)
        {
            // A name or a text with half a character in it.
            throw new FlowException(file, "text that is Unicode", failure.Message.TrimEnd('.'), "");
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            throw FileFailure.Reading(file, Kind, failure);
        }
    });

    /// <summary>What a run records, as such a file has it.</summary>
    public static RunFile Of(RunRecord record) =>
        new(ConfigName, Leaves(ConfigName, JsonSerializer.SerializeToElement(record, FlowJson.Indented)));

    private static Dictionary<string, JsonElement> Leaves(string file, JsonElement root)
    {
        var leaves = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Collect("", root);
        return leaves;

        void Collect(string place, JsonElement value)
        {
            if (place.Length > 0 && (RunKeys.Find(place) is not null || RunKeys.Facts.Contains(place)))
            {
                _ = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
                if (!leaves.TryAdd(place, value))
                {
                    throw new FlowException($"{file}: {place}", "one value", "2", "Give it once.");
                }

                return;
            }

            if (place.Length > 0 && !RunKeys.IsPlace(place))
            {
                throw new FlowException(
                    file, "keys of a run's config.json", $"'{place}'", $"The closest is {RunKeys.Closest(place)}.");
            }

            if (value.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in value.EnumerateObject())
                {
                    Collect(place.Length == 0 ? member.Name : $"{place}.{member.Name}", member.Value);
                }
            }
            else if (value.ValueKind != JsonValueKind.Null || place.Length == 0)
            {
                throw new FlowException(place.Length == 0 ? file : $"{file}: {place}", "an object", value.GetRawText(), "");
            }
        }
    }

    /// <summary>Whether a format is what was found and none to ask for: that of the embedded data, or of parts that differ.</summary>
    private static bool IsDescription(Setting setting) => setting is { Key.Name: "format", Text: { } format }
        && (format == FashionMnist.Name
            || (format.Contains(" and ", StringComparison.Ordinal)
                && format.Split(" and ").All(PictureFormats.With(new PictureOptions()).Names.Contains)));

    private Setting SettingOf(RunKey key, JsonElement value)
    {
        var name = $"{Path}: {key.Name}";
        var text = key.TextOf(value);
        if (text is null || !key.IsReadable(text))
        {
            throw new WrongCallException(name, key.Expected, value.GetRawText());
        }

        // The backend's whole name is recorded, of which the first word is the device.
        return new Setting(name, key, key.Name == "device" ? text.Split(" (")[0] : text);
    }
}
