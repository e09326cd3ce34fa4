using System.Runtime.Versioning;

namespace FlowCore.Files;

/// <summary>Files that are either the old ones or the new ones, whatever happens while they are written.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes beside the target under a temporary name, flushes to the disk and renames over the target. When any of
    /// it fails, the temporary file is deleted and the target stays as it was. A link is followed, and the file that it leads
    /// to is replaced; one that is there keeps its mode and its owner. Pipes and devices that take bytes as they come are
    /// written into; disks, sockets and folders are refused.
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

        try
        {
            var target = RealPath.ToWrite(path);
            var status = FileStatus.Of(target);
            switch (status?.Kind)
            {
                case null:
                case FileKind.Regular:
                    Replace(path, target, status, write);
                    break;
                case FileKind.CharacterDevice:
                case FileKind.Pipe:
                    WriteInto(target, write);
                    break;
                default:
                    throw Refusal(path, Name(status.Value.Kind));
            }
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            throw FileFailure.Writing(path, failure);
        }
    }

    private static void Replace(string path, string target, FileStatus? old, Action<Stream> write)
    {
        if (Path.EndsInDirectorySeparator(path))
        {
            throw Refusal(path, "the path of a folder");
        }

        if (new FileInfo(target).LinkTarget is not null)
        {
            // What a process has open, under /proc: it has no name of its own there that could be given to another file.
            throw Refusal(path, "a file that is open elsewhere");
        }

        TemporaryName.RemoveAbandoned(Path.GetDirectoryName(target)!, Path.GetFileName(target));

        // The same folder, because a rename is atomic only inside one file system.
        var temporary = TemporaryName.For(target);
        try
        {
            using var stream = Create(temporary, old);
            if (old is { } status && !OperatingSystem.IsWindows())
            {
                Resemble(path, temporary, stream, status);
            }

            write(stream);

            // Before the rename: a power cut must not leave the new name on bytes that were never written.
            stream.Flush(flushToDisk: true);

            // While it is open: until it has its name, the lock says that somebody is at it.
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    private static FileStream Create(string temporary, FileStatus? old)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read | FileShare.Delete,
        };
        if (old is { } status && !OperatingSystem.IsWindows())
        {
            // Its owner's rights only, until it has that owner.
            options.UnixCreateMode = status.Mode & (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new FileStream(temporary, options);
    }

    /// <summary>Gives the new file the owner and the mode of the old one, before there is anything to read in it.</summary>
    [UnsupportedOSPlatform("windows")]
    private static void Resemble(string path, string temporary, FileStream stream, FileStatus old)
    {
        if (FileStatus.Of(temporary) is { } made
            && (made.Owner, made.Group) != (old.Owner, old.Group)
            && !old.TryGiveOwner(stream.SafeFileHandle))
        {
            throw Refusal(path, "the file of another user or group");
        }

        File.SetUnixFileMode(stream.SafeFileHandle, old.Mode);
    }

    private static void WriteInto(string target, Action<Stream> write)
    {
        using var stream = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        write(stream);
        stream.Flush();
    }

    private static string Name(FileKind kind) => kind switch
    {
        FileKind.Folder => "a folder",
        FileKind.BlockDevice => "a disk",
        FileKind.Socket => "a socket",
        _ => "something else",
    };

    private static FlowException Refusal(string path, string got) =>
        new(path, "a file that can be written", got, "Choose another file.");

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
