using System.Text;

namespace FlowCore.Tests.Support;

/// <summary>Reads comma-separated values as RFC 4180 says, by hand: what writes them is judged by it.</summary>
internal static class CsvText
{
    /// <summary>The cells of each row.</summary>
    public static List<string[]> Rows(string text)
    {
        var (rows, row, cell, quoted) = (new List<string[]>(), new List<string>(), new StringBuilder(), false);
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"' when quoted && at + 1 < text.Length && text[at + 1] == '"':
                    cell.Append(text[at++]);
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    EndCell();
                    break;
                case '\n' when !quoted:
                    EndCell();
                    rows.Add([.. row]);
                    row.Clear();
                    break;
                case var letter:
                    cell.Append(letter);
                    break;
            }
        }

        return !quoted && cell.Length == 0 && row.Count == 0 ? rows : throw new FormatException("The text ends inside a row.");

        void EndCell()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }
}
