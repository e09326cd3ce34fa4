using System.Security.Cryptography;
using FlowCore.Data;
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
    private readonly GrayPictures _grays;
    private readonly List<PictureEntry> _pictures = [];
    private readonly List<PictureProblem> _problems = [];

    private PictureScan(string folder, PictureOptions options) =>
        (Folder, _options, _grays) = (folder, options, new GrayPictures(folder, options));

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

    /// <summary>Reads the headers of all files of a folder.</summary>
    /// <exception cref="FlowException">The folder cannot be listed.</exception>
    public static PictureScan Of(string folder, PictureOptions options)
    {
        var scan = new PictureScan(folder, options);
        var listing = FolderFiles.Of(folder);
        scan._problems.AddRange(listing.Problems);
        foreach (var path in listing.Files)
        {
            scan.Files++;
            scan.AddFile(path);
        }

        scan.Settle();
        return scan;
    }

    /// <summary>Whether a file's name ends as those of pictures do.</summary>
    public static bool IsCalledPicture(string path) =>
        PictureExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The path of a file that is given relative to the folder.</summary>
    public string FullPath(string path) => Path.Combine(Folder, path);

    /// <summary>
    /// Decodes every picture: those that cannot be are taken out and named, and those whose pixels an earlier one has are
    /// named.
    /// </summary>
    /// <param name="cancellation">Ends it between two pictures.</param>
    public void ReadPixels(CancellationToken cancellation)
    {
        var seen = new Dictionary<UInt128, string>();
        Keep(path =>
        {
            cancellation.ThrowIfCancellationRequested();
            var picture = PictureDecoder.Decode(FullPath(path));
            var content = Digest(picture);
            if (!seen.TryAdd(content, path))
            {
                Add(path, PictureProblemKind.Duplicate, $"the same pixels as {FullPath(seen[content])}");
            }
        });
    }

    /// <summary>Takes out and names the pictures for which an action finds that they cannot be read.</summary>
    public void Keep(Action<string> read)
    {
        var kept = new List<PictureEntry>(_pictures.Count);
        foreach (var picture in _pictures)
        {
            try
            {
                read(picture.Path);
                kept.Add(picture);
            }
            catch (UnreadableImageException failure)
            {
                _problems.Add(new PictureProblem(picture.Path, PictureProblemKind.Unreadable, failure.Message));
            }
        }

        if (kept.Count < _pictures.Count)
        {
            _pictures.Clear();
            _pictures.AddRange(kept);
        }

        Settle();
    }

    private static UInt128 Digest(Picture picture)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(picture.Size.Width));
        hash.AppendData(picture.Pixels);
        return BitConverter.ToUInt128(hash.GetHashAndReset());
    }

    private void AddFile(string path)
    {
        if (FolderFiles.IsLost(new FileInfo(FullPath(path))))
        {
            Add(path, PictureProblemKind.Unreadable, "expected a name in UTF-8, got other bytes. Rename it");
            return;
        }

        try
        {
            var header = PictureDecoder.ReadHeader(FullPath(path));
            if (_options.SizeOf(header.Size) is null)
            {
                Add(
                    path,
                    PictureProblemKind.TooSmall,
                    $"expected at least {_options.Crop} for the crop, got {header.Size}. Use a smaller PictureOptions.Crop, or remove the picture");
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
        }
        catch (UnreadableImageException failure)
        {
            var isPicture = IsCalledPicture(path) || PictureDecoder.KindOf(FullPath(path)) is null or { IsPicture: true };
            var kind = isPicture ? PictureProblemKind.Unreadable : PictureProblemKind.NotAPicture;
            _problems.Add(new PictureProblem(path, kind, failure.Message));
        }
    }

    private void Add(string path, PictureProblemKind kind, string what) =>
        _problems.Add(new PictureProblem(path, kind, $"{FullPath(path)}: {what}."));

    private void Settle()
    {
        var sizes = new PictureSizes(this, _options);
        Shape = sizes.Common is { } size
            ? new ImageShape(_options.Channels ?? (_grays.Are(_pictures) ? 1 : 3), size.Height, size.Width)
            : null;
        _problems.RemoveAll(problem => problem.Kind == PictureProblemKind.OddSized);
        _problems.AddRange(sizes.Odd());
        _problems.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path) is var order and not 0 ? order : a.Kind - b.Kind);
    }
}
