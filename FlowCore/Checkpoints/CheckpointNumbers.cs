using System.Globalization;
using FlowCore.Files.SafeTensors;

namespace FlowCore.Checkpoints;

/// <summary>
/// The single numbers of a training state in a checkpoint's metadata, each under <c>number.NAME</c> in the shortest text that reads
/// back as the same double.
/// </summary>
internal static class CheckpointNumbers
{
    private const string Prefix = "number.";

    /// <summary>Adds numbers to a file.</summary>
    public static void Add(IEnumerable<KeyValuePair<string, double>> numbers, SafeTensorsWriter writer)
    {
        foreach (var (name, number) in numbers)
        {
            writer.AddMetadata(Prefix + name, number.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The numbers of a file.</summary>
    /// <exception cref="FlowException">One of them is none; the line does not name the file.</exception>
    public static KeyValuePair<string, double>[] In(IReadOnlyDictionary<string, string> metadata) =>
    [
        .. metadata
            .Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(pair => KeyValuePair.Create(pair.Key[Prefix.Length..], Parse(pair.Key, pair.Value))),
    ];

    private static double Parse(string key, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FlowException(key, "a number", $"'{text}'", "");
}
