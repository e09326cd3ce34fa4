using FlowCore.Serialization;

namespace FlowCore.Tools.Imaging;

/// <summary>Lists the files under a folder, the same list on every machine.</summary>
internal static class FolderFiles
{
    // What stands in a string for bytes that are not UTF-8.
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// All files under a folder, in ordinal order of their relative paths. What is hidden, or has a name that starts with a
    /// dot, is left out with all below it. Links are followed after all that lies in the folder itself, and a folder that is
    /// reached in several ways is listed by the first. What has a name that is not UTF-8 is listed as a file, for it
    /// cannot be opened.
    /// </summary>
    /// <returns>Paths relative to the folder, with <c>/</c> between their parts.</returns>
    /// <exception cref="FlowException">The folder or one below it cannot be listed.</exception>
    public static string[] Of(string folder)
    {
        var files = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var links = new Queue<(DirectoryInfo Folder, string Prefix)>([(new DirectoryInfo(folder), "")]);
        while (links.TryDequeue(out var link))
        {
            Add(link.Folder, link.Prefix, seen, files, links);
        }

        files.Sort(StringComparer.Ordinal);
        return [.. files];
    }

    /// <summary>Whether nothing is found by a name that a folder gave: bytes that are not UTF-8 do not survive in a string.</summary>
    public static bool IsLost(FileSystemInfo entry) =>
        entry.Name.Contains(Replacement) && entry.Attributes == (FileAttributes)(-1);

    private static void Add(
        DirectoryInfo folder, string prefix, HashSet<string> seen, List<string> files, Queue<(DirectoryInfo Folder, string Prefix)> links)
    {
        try
        {
            if (!seen.Add(RealPath.Of(folder.FullName) ?? folder.FullName))
            {
                return;
            }

            foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                // All attributes are set of what is lost, and Hidden is one.
                var isLost = IsLost(entry);
                if (entry.Name.StartsWith('.') || (!isLost && entry.Attributes.HasFlag(FileAttributes.Hidden)))
                {
                    continue;
                }

                if (isLost || entry is not DirectoryInfo inner)
                {
                    files.Add(prefix + entry.Name);
                }
                else if (inner.LinkTarget is not null)
                {
                    links.Enqueue((inner, $"{prefix}{inner.Name}/"));
                }
                else
                {
                    Add(inner, $"{prefix}{inner.Name}/", seen, files, links);
                }
            }
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            throw FileFailure.Reading(folder.FullName, "a folder of pictures", failure);
        }
    }
}
