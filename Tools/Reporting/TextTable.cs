using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Reporting;

/// <summary>Rows in aligned columns; the last column is as long as it likes.</summary>
internal sealed class TextTable
{
    private readonly string[] _heads;
    private readonly bool[] _isNumeric;
    private readonly List<string[]> _rows = [];

    /// <summary>A table with these heads; a head that begins with a blank stands over numbers, which are flush right.</summary>
    public TextTable(params string[] heads)
    {
        _heads = [.. heads.Select(head => head.TrimStart())];
        _isNumeric = [.. heads.Select(head => head.StartsWith(' '))];
    }

    /// <summary>Adds a row, a cell for each head.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Failure.OneLine)]);

    /// <summary>Writes the table.</summary>
    public void Write(TextWriter output)
    {
        var widths = _heads.Select((head, column) => _rows.Select(row => row[column].Length).Append(head.Length).Max()).ToArray();
        foreach (var row in _rows.Prepend(_heads))
        {
            var cells = row.Select((cell, column) =>
                _isNumeric[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
