namespace FlowCore.Tools.Reporting;

/// <summary>Lines in which what comes several times over is written once, under how often.</summary>
internal static class RepeatedLines
{
    /// <summary>The lines, with blocks that repeat indented under <c>4 times:</c>.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<string> lines)
    {
        for (var at = 0; at < lines.Count;)
        {
            var (length, times) = Longest(lines, at);
            if (times == 1)
            {
                yield return lines[at++];
                continue;
            }

            var indent = lines[at].Length - lines[at].TrimStart().Length;
            yield return FormattableString.Invariant($"{new string(' ', indent)}{times} times:");
            for (var i = 0; i < length; i++)
            {
                yield return "  " + lines[at + i];
            }

            at += length * times;
        }
    }

    /// <summary>The block that begins at a line and, with its repetitions, covers most; the shortest of several.</summary>
    private static (int Length, int Times) Longest(IReadOnlyList<string> lines, int at)
    {
        var best = (Length: 1, Times: 1);
        for (var length = 1; at + (2 * length) <= lines.Count; length++)
        {
            var times = 1;
            while (IsRepeated(lines, at, length, times))
            {
                times++;
            }

            if (times > 1 && length * times > best.Length * best.Times)
            {
                best = (length, times);
            }
        }

        return best;
    }

    private static bool IsRepeated(IReadOnlyList<string> lines, int at, int length, int times)
    {
        var next = at + (length * times);
        for (var i = 0; i < length; i++)
        {
            if (next + i >= lines.Count || lines[at + i] != lines[next + i])
            {
                return false;
            }
        }

        return true;
    }
}
