namespace FlowCore.Files;

/// <summary>What the operating system says about a file, as the one line that users see.</summary>
public static class FileFailure
{
    /// <summary>Opens a file to read, in any position and more than once.</summary>
    /// <param name="path">Which file.</param>
    /// <param name="kind">What is expected there: <c>an IDX images file</c>.</param>
    /// <exception cref="FlowException">It is missing, a folder, not readable or not a regular file.</exception>
    public static FileStream Open(string path, string kind)
    {
        ThrowIfNotRegular(path, kind);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (stream.CanSeek)
            {
                return stream;
            }

            stream.Dispose();
            throw new FlowException(path, kind, "a pipe or device", "Write it to a regular file first.");
        }
        catch (Exception failure) when (IsOfFile(failure))
        {
            throw Reading(path, kind, failure);
        }
    }

    /// <summary>
    /// Refuses what would block or never end when it is opened: pipes and devices have no length, and neither has an empty
    /// file, in which there is nothing to read either.
    /// </summary>
    /// <exception cref="FlowException">It is a folder, empty, a pipe or a device.</exception>
    public static void ThrowIfNotRegular(string path, string kind)
    {
        if (Directory.Exists(path))
        {
            throw new FlowException(path, kind, "a folder", "Give the path of a file.");
        }

        if (IsEmpty(path))
        {
            throw new FlowException(path, kind, "an empty file, a pipe or a device", "Give a regular file with something in it.");
        }
    }

    /// <summary>Whether there is something of no length: an empty file, a pipe or a device.</summary>
    public static bool IsEmpty(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is null)
            {
                return file is { Exists: true, Length: 0 };
            }

            // What the link leads to counts. A pipe that a process has open is there, but has no path.
            return RealPath.Of(path) is { } real ? new FileInfo(real) is { Exists: true, Length: 0 } : File.Exists(path);
        }
        catch (Exception failure) when (IsOfFile(failure))
        {
            return false;
        }
    }

    /// <summary>Whether the failure is about the file and not about the program.</summary>
    public static bool IsOfFile(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>Whether the operating system refused to write; the runtime tells a file that grows too large by its length.</summary>
    public static bool IsOfWriting(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };

    /// <summary>The line for a file that cannot be read.</summary>
    public static FlowException Reading(string path, string kind, Exception failure)
    {
        var (got, remedy) = failure switch
        {
            FileNotFoundException or DirectoryNotFoundException => ("no such file", "Check the path."),
            UnauthorizedAccessException => ("permission denied", "Make the file readable for this user."),
            PathTooLongException => ("a path that is too long to be opened", "Move it to a folder nearer to the root."),
            ArgumentException or NotSupportedException => ("not a path", "Check the path."),
            _ => (Brief(failure.Message), "Check the disk and try again."),
        };
        return new FlowException(Line(path, kind, got, remedy), failure);
    }

    /// <summary>The line for a file that cannot be written.</summary>
    public static FlowException Writing(string path, Exception failure)
    {
        var (got, remedy) = failure switch
        {
            DirectoryNotFoundException => ("no such folder", "Create the folder first."),
            ArgumentOutOfRangeException => ("more than a file may hold here", "Raise the limit (ulimit -f), or choose another disk."),
            UnauthorizedAccessException => ("permission denied", "Choose a file that this user may write."),
            _ => (Brief(failure.Message), "Check that the disk has room; what was there before is unchanged."),
        };
        return new FlowException(Line(path, "a file that can be written", got, remedy), failure);
    }

    /// <summary>Text from elsewhere as a part of one line: visible, 200 characters, no end of sentence.</summary>
    public static string Brief(string text) => VisibleText.Of(text.Trim().TrimEnd('.'), 200);

    private static string Line(string path, string expected, string got, string remedy) =>
        $"{path}: expected {expected}, got {got}. {remedy}";
}
