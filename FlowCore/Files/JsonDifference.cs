using System.Text.Json;
using System.Text.Json.Nodes;

namespace FlowCore.Files;

/// <summary>A member in which two records of one type differ, as their JSON has them.</summary>
/// <param name="Member">The member, in the words of the type.</param>
/// <param name="Before">What the first record has, as JSON; text without quotes.</param>
/// <param name="Now">What the second has.</param>
public sealed record JsonDifference(string Member, string Before, string Now)
{
    /// <summary>The first member in which two records differ, or null: every member counts but for those that are named.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="before">The first.</param>
    /// <param name="now">The second.</param>
    /// <param name="except">Members that may differ.</param>
    public static JsonDifference? Find<T>(T before, T now, params IEnumerable<string> except) =>
        All(before, now).FirstOrDefault(difference => !except.Contains(difference.Member, StringComparer.Ordinal));

    /// <summary>Every member in which two records differ, in the order of the type.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="before">The first.</param>
    /// <param name="now">The second.</param>
    public static IEnumerable<JsonDifference> All<T>(T before, T now)
    {
        var (first, second) = (Members(before), Members(now));

        // A member that is left out where it is null is in one of them alone.
        return first.Select(pair => pair.Key).Union(second.Select(pair => pair.Key))
            .Where(member => !JsonNode.DeepEquals(first[member], second[member]))
            .Select(member => new JsonDifference(Word(member), Text(first[member]), Text(second[member])));
    }

    private static JsonObject Members<T>(T record) => JsonSerializer.SerializeToNode(record, FlowJson.Compact)!.AsObject();

    private static string Word(string member) => char.ToUpperInvariant(member[0]) + member[1..];

    private static string Text(JsonNode? value) => value switch
    {
        null => "none",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        _ => value.ToJsonString(FlowJson.Compact),
    };
}
