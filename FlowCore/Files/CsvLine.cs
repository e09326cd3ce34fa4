using System.Buffers;
using System.Globalization;

namespace FlowCore.Files;

/// <summary>
/// Cells of a file of comma-separated values: one with a comma, a quote or a line break stands in quotes, its own quotes doubled
/// (RFC 4180), so that any name comes back as it is. Numbers are in the invariant culture, and read back as the same double.
/// </summary>
internal static class CsvLine
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>A line of cells, without its end.</summary>
    public static string Of(params IEnumerable<string> cells) => string.Join(',', cells.Select(Quoted));

    /// <summary>A number, or nothing.</summary>
    public static string Cell(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A whole number, or nothing.</summary>
    public static string Cell(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(Special) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
