using Microsoft.Win32.SafeHandles;

namespace FlowCore.Files;

/// <summary>Reads at a position of a file, in one line of refusal when there is not as much.</summary>
internal static class PositionalFile
{
    /// <summary>Opens a regular file to be read at any position.</summary>
    /// <exception cref="FlowException">It is missing, a folder, not readable or not a regular file.</exception>
    public static SafeFileHandle Open(string path, string kind)
    {
        FileFailure.ThrowIfNotRegular(path, kind);
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            _ = RandomAccess.GetLength(file); // Not supported where there are no positions.
            return file;
        }
        catch (NotSupportedException)
        {
            file?.Dispose();
            throw new FlowException(path, kind, "a pipe or device", "Write it to a regular file first.");
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            throw FileFailure.Reading(path, kind, failure);
        }
    }

    /// <summary>Fills <paramref name="bytes"/> from a position.</summary>
    /// <exception cref="FlowException">The file ends before, or cannot be read.</exception>
    public static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long offset, string name)
    {
        var got = ReadAtMost(file, bytes, offset, name);
        if (got < bytes.Length)
        {
            throw new FlowException(
                name,
                $"{bytes.Length} bytes at {offset}",
                $"{got}",
                "The file is cut short, or it changed while it was read; fetch it again.");
        }
    }

    /// <summary>Fills as much of <paramref name="bytes"/> as there is from a position.</summary>
    /// <returns>How many bytes that is.</returns>
    /// <exception cref="FlowException">The file cannot be read.</exception>
    public static int ReadAtMost(SafeFileHandle file, Span<byte> bytes, long offset, string name)
    {
        var have = 0;
        try
        {
            while (have < bytes.Length)
            {
                var got = RandomAccess.Read(file, bytes[have..], offset + have);
                if (got == 0)
                {
                    break;
                }

                have += got;
            }
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            throw FileFailure.Reading(name, "a file that can be read", failure);
        }

        return have;
    }
}
