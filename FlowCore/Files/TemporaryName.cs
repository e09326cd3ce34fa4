namespace FlowCore.Files;

/// <summary>
/// The names under which files and folders are written before they get their own: <c>NAME.32 hexadecimal digits.tmp</c>. A
/// process that is killed leaves them behind.
/// </summary>
public static class TemporaryName
{
    /// <summary>The end of every one.</summary>
    public const string End = ".tmp";

    private const int Digits = 32;

    /// <summary>A new one beside a path.</summary>
    public static string For(string path) => $"{path}.{Guid.NewGuid():N}{End}";

    /// <summary>Whether a name is one, of whatever file or of one.</summary>
    /// <param name="name">The name, without folders.</param>
    /// <param name="of">The name that the file would have got, or null for any.</param>
    public static bool Is(string name, string? of = null)
    {
        var length = name.Length - End.Length - Digits - 1;
        return length > 0
            && name.EndsWith(End, StringComparison.Ordinal)
            && name[length] == '.'
            && name.AsSpan(length + 1, Digits).IndexOfAnyExceptInRange('0', 'f') < 0
            && Guid.TryParseExact(name.AsSpan(length + 1, Digits), "N", out _)
            && (of is null || name.AsSpan(0, length).SequenceEqual(of));
    }

    /// <summary>
    /// Deletes the files of such names in a folder that nobody writes any more: a writer holds a lock on its own. What cannot
    /// be deleted stays.
    /// </summary>
    /// <param name="folder">The folder; one that is not there has none.</param>
    /// <param name="of">The name that the files would have got, or null for any.</param>
    public static void RemoveAbandoned(string folder, string? of = null)
    {
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, $"*{End}").Where(path => Is(Path.GetFileName(path), of)))
            {
                RemoveUnlessHeld(path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed is none to tidy up in.
        }
    }

    private static void RemoveUnlessHeld(string path)
    {
        try
        {
            // FileShare.None asks for the lock of all who have the file open; FileShare.Delete would not.
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }

            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another process is writing it, or it is another user's.
        }
    }
}
