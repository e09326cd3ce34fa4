namespace FlowCore.Tools.Shell;

/// <summary>What a word that is not known may have been meant to be.</summary>
internal static class Spelling
{
    /// <summary><c>Did you mean …?</c> of a name that begins as the word does, or is close to it; null of no such name.</summary>
    public static string? Hint(string word, IReadOnlyCollection<string> names)
    {
        var begun = word.TrimStart('-').Length > 1
            ? names.FirstOrDefault(name => name.StartsWith(word, StringComparison.Ordinal))
            : null;
        var nearest = begun ?? names.Where(name => Distance(word, name) <= Math.Max(2, word.Length / 3)).MinBy(name => Distance(word, name));
        return nearest is null ? null : $"Did you mean {nearest}?";
    }

    /// <summary>Letters to insert, delete or replace between two words (Levenshtein).</summary>
    public static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j - 1], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
