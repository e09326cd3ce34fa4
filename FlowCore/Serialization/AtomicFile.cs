namespace FlowCore.Serialization;

/// <summary>Files that are either the old ones or the new ones, whatever happens while they are written.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes beside the target under a temporary name, flushes to the disk and renames over the target. When any of
    /// it fails, the temporary file is deleted and the target stays as it was.
    /// </summary>
    /// <param name="path">The target, replaced if it exists; its folder must exist.</param>
    /// <param name="write">Writes the contents and leaves the stream open. What it throws passes through, but for
    /// <see cref="IOException"/>.</param>
    /// <exception cref="FlowException">The operating system refused: no folder, no permission, no room.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new FlowException("AtomicFile", "a path", "an empty one", "Name the file to write.");
        }

        // The same folder, because a rename is atomic only inside one file system.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                // Before the rename: a power cut must not leave the new name on bytes that were never written.
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure)
        {
            TryDelete(temporary);
            if (failure is IOException or UnauthorizedAccessException)
            {
                throw FileFailure.Writing(path, failure);
            }

            throw;
        }
    }

    private static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The failure that brought us here says more than this one would.
        }
    }
}
