namespace FlowCore.Files;

/// <summary>Where a path leads once every link in it is followed.</summary>
public static class RealPath
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>
    /// The one path of a file or folder that has no link in it. A relative link counts from the folder that it really lies in,
    /// as it does for the operating system, and not from the path by which that was reached.
    /// </summary>
    /// <returns>The path, or null when there is nothing or links lead in a circle.</returns>
    /// <exception cref="IOException">A part of the path cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">A part of the path cannot be looked at.</exception>
    public static string? Of(string path) => Follow(path, intoProcesses: true) is { } real && Path.Exists(real) ? real : null;

    /// <summary>
    /// Where a file comes to lie that is written to a path: as <see cref="Of"/>, but there need not be one yet, and a link to
    /// what a process has open (<c>/dev/stdout</c>) is not followed to its end, as no path leads there but the link.
    /// </summary>
    /// <exception cref="IOException">A part of the path cannot be looked at, or links lead in a circle.</exception>
    /// <exception cref="UnauthorizedAccessException">A part of the path cannot be looked at.</exception>
    public static string ToWrite(string path) =>
        Follow(path, intoProcesses: false) ?? throw new IOException("Too many levels of symbolic links");

    private static string? Follow(string path, bool intoProcesses)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        var parts = new Stack<string>(Parts(full, real));
        var links = 0;
        while (parts.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = new FileInfo(Path.Combine(real, part));
            if (next.LinkTarget is not { } target || (!intoProcesses && IsOfProcess(next)))
            {
                real = next.FullName;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            // Its .. are taken one by one: the folder before one may be a link itself.
            var root = Path.GetPathRoot(target)!;
            real = root.Length > 0 ? root : real;
            foreach (var inner in Parts(target, root))
            {
                parts.Push(inner);
            }
        }

        return real;
    }

    private static bool IsOfProcess(FileInfo link) =>
        link.FullName.StartsWith("/proc/", StringComparison.Ordinal) && link.Directory?.Name == "fd";

    // The last first, as a stack takes them.
    private static IEnumerable<string> Parts(string path, string root) => path[root.Length..]
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
        .Where(part => part != ".")
        .Reverse();
}
