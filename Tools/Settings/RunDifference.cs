using System.Globalization;
using System.Text.Json;

namespace FlowCore.Tools.Settings;

/// <summary>A value in which a run differs from what another one recorded.</summary>
/// <param name="Name">The key.</param>
/// <param name="Was">What was recorded, or null for nothing.</param>
/// <param name="Is">What it is now, or null for nothing.</param>
internal sealed record RunDifference(string Name, string? Was, string? Is)
{
    /// <summary>Whether both say the same: <c>1e-3</c> and <c>0.001</c> do.</summary>
    public bool IsNone => Was == Is || (!(IsWhole(Was) && IsWhole(Is)) && Number(Was) is { } was && was.Equals(Number(Is)));

    /// <summary>A value in the form in which it is compared.</summary>
    public static string? TextOf(string name, JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString()!.Replace('×', 'x'),
            JsonValueKind.Object when RunKeys.Find(name)?.TextOf(value) is { } size => size,
            JsonValueKind.Object => JsonSerializer.Serialize(value),
            _ => value.GetRawText(),
        };

        // How many threads there are decides nothing.
        return name == "device" && text?.StartsWith("cpu", StringComparison.Ordinal) == true ? "cpu" : text;
    }

    // These are compared as they are: seeds that differ may be one double.
    private static bool IsWhole(string? text) => text?.AsSpan().TrimStart('-').ContainsAnyExceptInRange('0', '9') == false;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
