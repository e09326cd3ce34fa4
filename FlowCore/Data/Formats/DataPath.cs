using FlowCore.Files;

namespace FlowCore.Data.Formats;

/// <summary>A file or folder as formats look at it: its first bytes, its length, the names inside.</summary>
public sealed class DataPath
{
    private const int StartLength = 512;
    private const string Kind = "images";

    private readonly Lazy<byte[]> _start;
    private readonly Lazy<IReadOnlyList<DataPath>> _files;
    private readonly Lazy<IReadOnlyList<DataPath>> _folders;
    private FlowException? _unlisted;

    private DataPath(string path, bool isFolder)
    {
        (Path, IsFolder) = (path, isFolder);
        _start = new Lazy<byte[]>(ReadStart);
        _files = new Lazy<IReadOnlyList<DataPath>>(() => Entries(folders: false));
        _folders = new Lazy<IReadOnlyList<DataPath>>(() => Entries(folders: true));
    }

    /// <summary>The path, as the user gave it or below that.</summary>
    public string Path { get; }

    /// <summary>The last part of the path.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));

    /// <summary>Whether it is a folder and not a file.</summary>
    public bool IsFolder { get; }

    /// <summary>Whether it is a link to somewhere else, which may lead back.</summary>
    public bool IsLink => IsFolder && new DirectoryInfo(Path).LinkTarget is not null;

    /// <summary>The first 512 bytes of a file or as many as it has; none of a folder, a pipe or a file that cannot be read.</summary>
    public ReadOnlySpan<byte> Start => _start.Value;

    /// <summary>
    /// The files directly in a folder, by name; hidden ones, whose names begin with a dot, are left out. None of a folder that
    /// cannot be listed.
    /// </summary>
    public IReadOnlyList<DataPath> Files => _files.Value;

    /// <summary>The folders directly in a folder, by name, as <see cref="Files"/>.</summary>
    public IReadOnlyList<DataPath> Folders => _folders.Value;

    /// <summary>What lies at a path.</summary>
    /// <exception cref="FlowException">Nothing that can be read: it is missing, empty, a pipe or a device.</exception>
    public static DataPath Examine(string path)
    {
        if (Directory.Exists(path))
        {
            return new DataPath(path, isFolder: true);
        }

        using var file = PositionalFile.Open(path, Kind);
        return new DataPath(path, isFolder: false);
    }

    /// <summary>Refuses a folder that cannot be listed. While formats are looked for, such a one is passed over.</summary>
    /// <exception cref="FlowException">It is one.</exception>
    public void ThrowIfUnlisted()
    {
        _ = Files;
        if (_unlisted is not null)
        {
            throw _unlisted;
        }
    }

    /// <summary><see cref="Path"/>.</summary>
    public override string ToString() => Path;

    private byte[] ReadStart()
    {
        if (IsFolder)
        {
            return [];
        }

        try
        {
            using var file = PositionalFile.Open(Path, Kind);
            var start = new byte[StartLength];
            return start[..PositionalFile.ReadAtMost(file, start, 0, Path)];
        }
        catch (FlowException)
        {
            // Which format it is cannot be told; whoever opens it will say why.
            return [];
        }
    }

    private DataPath[] Entries(bool folders)
    {
        if (!IsFolder)
        {
            return [];
        }

        try
        {
            var paths = folders ? Directory.EnumerateDirectories(Path) : Directory.EnumerateFiles(Path);
            return
            [
                .. paths.Where(path => System.IO.Path.GetFileName(path)[0] != '.')
                    .Order(StringComparer.Ordinal)
                    .Select(path => new DataPath(path, folders)),
            ];
        }
        catch (Exception failure) when (FileFailure.IsOfFile(failure))
        {
            _unlisted = FileFailure.Reading(Path, "a folder that can be listed", failure);
            return [];
        }
    }
}
