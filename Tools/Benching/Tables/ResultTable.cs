namespace FlowCore.Tools.Benching.Tables;

/// <summary>A table of times that was measured.</summary>
/// <param name="Name">Its name, of which its files are named.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Axis">What the plots' vertical axis is, with its unit.</param>
/// <param name="Plotted">The number of a row that is plotted, or null of one that is not.</param>
/// <param name="Origin">Where its numbers come from.</param>
/// <param name="Rows">The rows.</param>
internal sealed record ResultTable(
    string Name, string Title, string Axis, Func<TableRow, double?> Plotted, TableOrigin Origin, IReadOnlyList<TableRow> Rows)
    : ColumnTable<TableRow>(Name, Title, Origin, TimeColumns.All, Rows);
