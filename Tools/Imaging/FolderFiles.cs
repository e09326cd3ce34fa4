using FlowCore.Serialization;

namespace FlowCore.Tools.Imaging;

/// <summary>Lists the files under a folder, the same list on every machine.</summary>
internal static class FolderFiles
{
    /// <summary>
    /// All files under a folder, in ordinal order of their relative paths. What is hidden, or has a name that starts with a
    /// dot, is left out with all below it; links are followed unless they lead back to a folder they are in.
    /// </summary>
    /// <returns>Paths relative to the folder, with <c>/</c> between their parts.</returns>
    /// <exception cref="FlowException">The folder or one below it cannot be listed.</exception>
    public static string[] Of(string folder)
    {
        var files = new List<string>();
        Add(new DirectoryInfo(folder), "", [], files);
        files.Sort(StringComparer.Ordinal);
        return [.. files];
    }

    private static void Add(DirectoryInfo folder, string prefix, HashSet<string> above, List<string> files)
    {
        try
        {
            var real = folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName;
            if (!above.Add(real))
            {
                return;
            }

            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                if (entry.Name.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden))
                {
                    continue;
                }

                if (entry is DirectoryInfo inner)
                {
                    Add(inner, $"{prefix}{inner.Name}/", above, files);
                }
                else
                {
                    files.Add(prefix + entry.Name);
                }
            }

            above.Remove(real);
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            throw FileFailure.Reading(folder.FullName, "a folder of pictures", failure);
        }
    }
}
