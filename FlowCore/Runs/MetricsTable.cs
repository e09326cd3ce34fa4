using System.Text;
using System.Text.Json;
using FlowCore.Files;

namespace FlowCore.Runs;

/// <summary>The metrics of a run as a table: a row a step, a column for each field that is a number in some row.</summary>
public static class MetricsTable
{
    private const string Kind = "metrics of a run";

    /// <summary>Writes the table as CSV, in the invariant culture; a cell is empty where a step has no such number.</summary>
    /// <param name="run">The run's folder, or one of its checkpoints.</param>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <returns>Rows and columns.</returns>
    /// <exception cref="FlowException">There is no such run, its metrics are damaged, or the file cannot be written.</exception>
    public static (int Rows, int Columns) Save(string run, string path)
    {
        var rows = Read(RunFolder.Open(run).Folder.Metrics);
        string[] names = [.. rows.SelectMany(row => row.Select(cell => cell.Name)).Distinct()];
        var text = new StringBuilder().AppendJoin(',', names).Append('\n');
        foreach (var row in rows)
        {
            var cells = row.ToDictionary(cell => cell.Name, cell => cell.Number);
            text.AppendJoin(',', names.Select(name => cells.GetValueOrDefault(name, ""))).Append('\n');
        }

        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
        return (rows.Count, names.Length);
    }

    private static List<(string Name, string Number)[]> Read(string metrics)
    {
        var rows = new List<(string Name, string Number)[]>();
        try
        {
            // A run that goes on may be writing its last line.
            using var stream = FileFailure.Open(metrics, Kind);
            using var reader = new StreamReader(stream);
            var lines = reader.ReadToEnd().Split('\n')[..^1];
            foreach (var line in lines)
            {
                using var document = JsonDocument.Parse(line);
                rows.Add(
                [
                    .. document.RootElement.EnumerateObject()
                        .Where(member => member.Value.ValueKind == JsonValueKind.Number)
                        .Select(member => (member.Name, member.Value.GetRawText())),
                ]);
            }

            return rows;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new FlowException(
                metrics, "an object a line", FormattableString.Invariant($"another at line {rows.Count + 1}"), "The file is damaged.");
        }
        catch (IOException failure)
        {
            throw FileFailure.Reading(metrics, Kind, failure);
        }
    }
}
