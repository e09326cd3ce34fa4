using System.Runtime.InteropServices;

namespace FlowCore.Files;

/// <summary>What a file is and whose: what the runtime keeps to itself, asked of Linux.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Who may do what.</param>
/// <param name="Owner">The number of its user.</param>
/// <param name="Group">The number of its group.</param>
internal readonly partial record struct FileStatus(FileKind Kind, UnixFileMode Mode, uint Owner, uint Group)
{
    private const int WorkingFolder = -100;
    private const uint TypeModeOwnerGroup = 0x1b;
    private const int KindBits = 0xf000;

    /// <summary>The status of what a path leads to, or null where there is nothing, or no such system to ask.</summary>
    public static FileStatus? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        return StatX(WorkingFolder, path, flags: 0, TypeModeOwnerGroup, out var status) == 0
            ? new((FileKind)(status.Mode & KindBits), (UnixFileMode)(status.Mode & ~KindBits), status.Owner, status.Group)
            : null;
    }

    /// <summary>Gives an open file the owner and group of this one.</summary>
    /// <returns>Whether that was allowed.</returns>
    public bool TryGiveOwner(SafeHandle file) => ChangeOwner((int)file.DangerousGetHandle(), Owner, Group) == 0;

    // The one call of the kind whose structure is the same on every processor.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, out Answer answer);

    [LibraryImport("libc", EntryPoint = "fchown")]
    private static partial int ChangeOwner(int file, uint owner, uint group);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Answer
    {
        [FieldOffset(20)]
        public readonly uint Owner;

        [FieldOffset(24)]
        public readonly uint Group;

        [FieldOffset(28)]
        public readonly ushort Mode;
    }
}
