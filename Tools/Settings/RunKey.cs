using System.Globalization;
using System.Text.Json;
using FlowCore.Tensors;

namespace FlowCore.Tools.Settings;

/// <summary>A value of a run's <c>config.json</c> that a flag of <c>flow train</c> decides.</summary>
/// <param name="Name">Where it stands in the file: <c>training.learningRate</c>.</param>
/// <param name="Flag">The flag.</param>
/// <param name="Type">What the file holds there.</param>
/// <param name="Means">What is on in the file when the flag, a switch, is given; null of flags with a value.</param>
/// <param name="IsRecorded">Whether runs write it; what they do not, people may.</param>
internal sealed record RunKey(string Name, string Flag, Type Type, Func<string, bool>? Means = null, bool IsRecorded = true)
{
    /// <summary>What a value looks like.</summary>
    public string Expected => Type switch
    {
        _ when Type == typeof(bool) => "true or false",
        _ when Type == typeof(double) => "a number such as 0.001",
        _ when IsNumber => "a whole number",
        _ when Type == typeof(ImageShape) => "a size such as \"32x48\"",
        _ => "a text",
    };

    private bool IsNumber => Type == typeof(double) || Type == typeof(int) || Type == typeof(ulong);

    /// <summary>A value of the file in the words of the command line; null where it is not of the kind that belongs there.</summary>
    public string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when IsNumber => value.GetRawText(),
        JsonValueKind.True or JsonValueKind.False when Type == typeof(bool) => value.GetRawText(),
        JsonValueKind.String when Type.IsEnum => value.GetString()!.ToLowerInvariant(),
        JsonValueKind.String when !IsNumber && Type != typeof(bool) => value.GetString()!,
        JsonValueKind.Object when Type == typeof(ImageShape)
            && value.TryGetProperty("height", out var height) && value.TryGetProperty("width", out var width) => $"{height}x{width}",
        _ => null,
    };

    /// <summary>
    /// Whether a word can be a value, as far as the parser of its flag cannot tell: it takes no empty word, and never gets to see what
    /// is said of a switch.
    /// </summary>
    public bool IsReadable(string text) => Means is null
        ? text.Length > 0
        : (Type == typeof(bool) ? text is "true" or "false" : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _));
}
