using System.Text.Json;

namespace FlowCore.Tools.Benching.Tables;

/// <summary>Rows under named columns, as files and as an object.</summary>
/// <param name="Name">Its name, of which its files are named.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Origin">Where its numbers come from.</param>
/// <param name="Columns">The columns, in order.</param>
/// <param name="Rows">The rows.</param>
internal record ColumnTable<TRow>(
    string Name, string Title, TableOrigin Origin, IReadOnlyList<TableColumn<TRow>> Columns, IReadOnlyList<TRow> Rows)
{
    /// <summary>What people should know of the numbers, after the origin.</summary>
    public string Remark { get; init; } =
        "Milliseconds are medians, lowerMs and upperMs the quartiles, each run after warm-up and with the device waited for.";

    /// <summary>Writes comma-separated values: every column, and the origin in each line (RFC 4180).</summary>
    public void WriteCsv(TextWriter writer)
    {
        WriteLine(Columns.Select(column => column.Name).Concat(Origin.Cells.Select(cell => cell.Name)));
        foreach (var row in Rows)
        {
            WriteLine(Columns.Select(column => column.Raw(row)).Concat(Origin.Cells.Select(cell => cell.Value)));
        }

        void WriteLine(IEnumerable<string> cells) => writer.Write(string.Join(',', cells.Select(Quoted)) + "\n");
    }

    /// <summary>Writes a table for people, without columns that are empty in all rows.</summary>
    public void WriteMarkdown(TextWriter writer)
    {
        var columns = Columns.Where(column => Rows.Any(row => column.Raw(row).Length > 0)).ToArray();
        writer.Write($"# {Title}\n\n{string.Join(", ", Origin.Cells.Select(cell => $"{cell.Name} {cell.Value}"))}. ");
        writer.Write($"{Remark}\n\n");
        WriteLine(columns.Select(column => column.Name));
        WriteLine(columns.Select(column => Rows.Any(row => column.Value(row) is string) ? "---" : "---:"));
        foreach (var row in Rows)
        {
            WriteLine(columns.Select(column => InCell(column.Short(row))));
        }

        void WriteLine(IEnumerable<string> cells) => writer.Write($"| {string.Join(" | ", cells)} |\n");
    }

    /// <summary>Writes the rows as an array of objects, which leave out what a row does not have.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray("rows");
        foreach (var row in Rows)
        {
            json.WriteStartObject();
            foreach (var column in Columns)
            {
                column.WriteJson(json, row);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string InCell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
