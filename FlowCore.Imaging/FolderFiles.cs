using FlowCore.Files;

namespace FlowCore.Imaging;

/// <summary>Lists the files under a folder, the same list on every machine.</summary>
internal static class FolderFiles
{
    // What stands in a string for bytes that are not UTF-8.
    private const char Replacement = '\uFFFD';
    private const FileAttributes NotFound = (FileAttributes)(-1);

    /// <summary>
    /// All files under a folder, in ordinal order of their relative paths. What is hidden, or has a name that starts with a
    /// dot, is left out with all below it. Links are followed after all that lies in the folder itself, and a folder that is
    /// reached in several ways is listed by the first. What nothing is found by, because its name is not UTF-8 or its path is too
    /// long, is listed as a file, for it cannot be opened; a folder that cannot be listed is a problem.
    /// </summary>
    /// <exception cref="FlowException">The folder itself cannot be listed.</exception>
    public static FolderListing Of(string folder)
    {
        var (files, problems) = (new List<string>(), new List<PictureProblem>());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var links = new Queue<(DirectoryInfo Folder, string Prefix)>([(new DirectoryInfo(folder), "")]);
        while (links.TryDequeue(out var link))
        {
            Add(link.Folder, link.Prefix);
        }

        files.Sort(StringComparer.Ordinal);
        return new FolderListing(files, problems);

        void Add(DirectoryInfo folder, string prefix)
        {
            FileSystemInfo[] entries;
            try
            {
                if (!seen.Add(RealPath.Of(folder.FullName) ?? folder.FullName))
                {
                    return;
                }

                entries = [.. folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal)];
            }
            catch (Exception failure) when (FileFailure.IsOfFile(failure))
            {
                var refusal = FileFailure.Reading(folder.FullName, "a folder of pictures", failure);
                if (prefix.Length == 0)
                {
                    throw refusal;
                }

                problems.Add(new PictureProblem(prefix, PictureProblemKind.Unreadable, refusal.Message));
                return;
            }

            foreach (var entry in entries)
            {
                // All attributes are set of what is not found, and Hidden is one.
                var isFound = IsFound(entry);
                if (entry.Name.StartsWith('.') || (isFound && entry.Attributes.HasFlag(FileAttributes.Hidden)))
                {
                    continue;
                }

                if (!isFound || entry is not DirectoryInfo inner)
                {
                    files.Add(prefix + entry.Name);
                }
                else if (inner.LinkTarget is not null)
                {
                    links.Enqueue((inner, $"{prefix}{inner.Name}/"));
                }
                else
                {
                    Add(inner, $"{prefix}{inner.Name}/");
                }
            }
        }
    }

    /// <summary>Whether nothing is found by a name that a folder gave: bytes that are not UTF-8 do not survive in a string.</summary>
    public static bool IsLost(FileSystemInfo entry) => entry.Name.Contains(Replacement) && !IsFound(entry);

    private static bool IsFound(FileSystemInfo entry)
    {
        try
        {
            return entry.Attributes != NotFound;
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            return false;
        }
    }
}
