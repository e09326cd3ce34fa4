using FlowCore.Data;
using FlowCore.Files;
using FlowCore.Tensors;

namespace FlowCore.Imaging;

/// <summary>
/// What is in a folder of pictures, nested or flat, by the files' headers: those that can be read, in ordinal order of their
/// relative paths, and what is to be said of the others.
/// </summary>
internal sealed class PictureScan
{
    private static readonly string[] PictureExtensions =
    [
        ".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".bmp", ".dib", ".gif",
        ".tif", ".tiff", ".heic", ".heif", ".avif", ".jxl", ".jp2", ".psd", ".ico",
    ];

    private readonly PictureOptions _options;
    private readonly IPictureReader? _reader;
    private readonly GrayPictures _grays;
    private readonly List<PictureEntry> _pictures = [];
    private readonly List<PictureProblem> _problems = [];
    private readonly Dictionary<string, PictureProblem> _damaged = new(StringComparer.Ordinal);

    private PictureScan(string folder, PictureOptions options, IPictureReader? reader) =>
        (Folder, _options, _reader, _grays) = (folder, options, reader, new GrayPictures(options));

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Files in it, hidden ones not counted.</summary>
    public int Files { get; private set; }

    /// <summary>The pictures that can be read so far as is known.</summary>
    public IReadOnlyList<PictureEntry> Pictures => _pictures;

    /// <summary>What was found, in the order of the files and then of the kinds.</summary>
    public IReadOnlyList<PictureProblem> Problems => _problems;

    /// <summary>The shape of an image of the set: the one that most pictures lead to; null when there are none.</summary>
    public ImageShape? Shape { get; private set; }

    /// <summary>Reads the headers of all files of a folder, and the pixels of those that are wanted.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="options">What becomes of its pictures.</param>
    /// <param name="reader">Takes the pixels; null for headers alone.</param>
    /// <exception cref="FlowException">The folder cannot be listed.</exception>
    public static PictureScan Of(string folder, PictureOptions options, IPictureReader? reader = null)
    {
        var scan = new PictureScan(folder, options, reader);
        var listing = FolderFiles.Of(folder);
        scan._problems.AddRange(listing.Problems);
        scan.Files = listing.Files.Count;
        foreach (var path in listing.Files)
        {
            scan.AddFile(path);
        }

        scan.Settle();
        return scan;
    }

    /// <summary>Reads a folder and looks for pictures that cannot be decoded or are the same as an earlier one.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="options">What becomes of its pictures.</param>
    /// <param name="cancellation">Ends it between two pictures.</param>
    /// <exception cref="FlowException">The folder cannot be listed.</exception>
    public static PictureScan Check(string folder, PictureOptions options, CancellationToken cancellation)
    {
        var duplicates = new DuplicatePictures(folder, cancellation);
        var scan = Of(folder, options, duplicates);
        scan._problems.AddRange(duplicates.Found);
        scan.LeaveOutDamaged();
        return scan;
    }

    /// <summary>Whether a file's name ends as those of pictures do.</summary>
    public static bool IsCalledPicture(string path) =>
        PictureExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The path of a file that is given relative to the folder.</summary>
    public string FullPath(string path) => Path.Combine(Folder, path);

    /// <summary>Gives the pixels of the pictures that were not decoded yet to the reader; those that cannot be are left out then.</summary>
    /// <param name="has">Whether the reader has those of a file.</param>
    public void ReadRest(Func<string, bool> has)
    {
        foreach (var picture in _pictures.Where(picture => !has(picture.Path) && !_damaged.ContainsKey(picture.Path)))
        {
            using var file = TryOpen(picture.Path);
            if (file is not null)
            {
                Decode(picture.Path, file, isWanted: true);
            }
        }

        LeaveOutDamaged();
    }

    private void LeaveOutDamaged()
    {
        _pictures.RemoveAll(picture => _damaged.ContainsKey(picture.Path));
        _problems.AddRange(_damaged.Values);
        _damaged.Clear();
        Settle();
    }

    private PictureFile? TryOpen(string path)
    {
        try
        {
            return PictureFile.Open(FullPath(path));
        }
        catch (UnreadableImageException failure)
        {
            _damaged.Add(path, new PictureProblem(path, PictureProblemKind.Unreadable, failure.Message));
            return null;
        }
    }

    private void Decode(string path, PictureFile file, bool isWanted)
    {
        try
        {
            var picture = file.Decode();
            if (_grays.MustSee(picture.Header))
            {
                _grays.See(picture);
            }

            if (isWanted)
            {
                _reader!.Take(path, picture);
            }
        }
        catch (UnreadableImageException failure)
        {
            _damaged.Add(path, new PictureProblem(path, PictureProblemKind.Unreadable, failure.Message));
        }
    }

    private void AddFile(string path)
    {
        if (FolderFiles.IsLost(new FileInfo(FullPath(path))))
        {
            Add(path, PictureProblemKind.Unreadable, "expected a name in UTF-8, got other bytes. Rename it");
            return;
        }

        FileContent? content = null;
        try
        {
            using var file = PictureFile.Open(FullPath(path));
            content = file.Content;
            AddPicture(path, file);
        }
        catch (UnreadableImageException failure)
        {
            var isPicture = IsCalledPicture(path) || content is null or { IsPicture: true };
            var kind = isPicture ? PictureProblemKind.Unreadable : PictureProblemKind.NotAPicture;
            _problems.Add(new PictureProblem(path, kind, failure.Message));
        }
    }

    private void AddPicture(string path, PictureFile file)
    {
        var header = file.ReadHeader();
        if (_options.SizeOf(header.Size) is null)
        {
            Add(
                path,
                PictureProblemKind.TooSmall,
                $"expected at least {_options.Crop} for the crop, got {header.Size}. "
                    + "Use a smaller PictureOptions.Crop, or remove the picture");
            return;
        }

        _pictures.Add(new PictureEntry(path, header));
        if (header.HasAlpha)
        {
            Add(path, PictureProblemKind.Alpha, $"transparency, which is laid on {_options.Background}");
        }

        if (header.Is16Bit)
        {
            Add(path, PictureProblemKind.SixteenBit, "16 bits a channel, of which the upper 8 are used");
        }

        var isWanted = _reader?.Wants(header, Files) == true;
        if (isWanted || _grays.MustSee(header))
        {
            Decode(path, file, isWanted);
        }
    }

    private void Add(string path, PictureProblemKind kind, string what) =>
        _problems.Add(new PictureProblem(path, kind, $"{FullPath(path)}: {what}."));

    private void Settle()
    {
        var sizes = new PictureSizes(this, _options);
        Shape = sizes.Common is { } size
            ? new ImageShape(_options.Channels ?? (_grays.AreAll ? 1 : 3), size.Height, size.Width)
            : null;
        _problems.RemoveAll(problem => problem.Kind == PictureProblemKind.OddSized);
        _problems.AddRange(sizes.Odd());
        _problems.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path) is var order and not 0 ? order : a.Kind - b.Kind);
    }
}
