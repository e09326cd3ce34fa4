using System.Globalization;
using FlowCore.Models;

namespace FlowCore.Tools.Reporting;

/// <summary>The parameters of a model, a row a kind of layer and a column a level.</summary>
internal static class ModelTable
{
    /// <summary>Writes the table.</summary>
    public static void Write(TextWriter output, IReadOnlyList<FlowLevel> levels)
    {
        var counts = PartCount.Of(levels);
        var table = new TextTable(["parameters", .. levels.Select(level => " " + level.Name), " total", " fixed"]);
        foreach (var kind in counts.GroupBy(count => count.Kind, StringComparer.Ordinal))
        {
            table.Add([kind.Key, .. Cells([.. kind], levels)]);
        }

        table.Add(["total", .. Cells(counts, levels)]);
        table.Write(output);
    }

    private static IEnumerable<string> Cells(IReadOnlyCollection<PartCount> counts, IEnumerable<FlowLevel> levels) => levels
        .Select(level => counts.Where(count => count.Level == level.Name).Sum(count => count.Parameters))
        .Append(counts.Sum(count => count.Parameters))
        .Append(counts.Sum(count => count.Fixed))
        .Select(count => count.ToString("N0", CultureInfo.InvariantCulture));
}
