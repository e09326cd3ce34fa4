using FlowCore.Data;

namespace FlowCore.Imaging;

/// <summary>Looks for pictures whose pixels an earlier one of a folder has.</summary>
/// <param name="folder">The folder.</param>
/// <param name="cancellation">Ends it between two pictures.</param>
internal sealed class DuplicatePictures(string folder, CancellationToken cancellation) : IPictureReader
{
    private readonly List<string> _paths = [];
    private readonly Dictionary<PictureSize, DuplicateSearch> _searches = [];

    /// <summary>Those that were found.</summary>
    public List<PictureProblem> Found { get; } = [];

    /// <inheritdoc/>
    public bool Wants(PictureHeader header, int files)
    {
        cancellation.ThrowIfCancellationRequested();
        return true;
    }

    /// <inheritdoc/>
    public void Take(string path, Picture picture)
    {
        // As many pixels in other rows are another picture.
        if (!_searches.TryGetValue(picture.Size, out var search))
        {
            _searches.Add(picture.Size, search = new DuplicateSearch(Pixels));
        }

        _paths.Add(path);
        if (search.FirstLike(_paths.Count - 1, picture.Pixels) is { } first)
        {
            var line = $"{Path.Combine(folder, path)}: the same pixels as {FullPath(first)}.";
            Found.Add(new PictureProblem(path, PictureProblemKind.Duplicate, line));
        }
    }

    private string FullPath(int index) => Path.Combine(folder, _paths[index]);

    private byte[] Pixels(int index)
    {
        try
        {
            return PictureDecoder.Decode(FullPath(index)).Pixels;
        }
        catch (UnreadableImageException)
        {
            // It was there a moment ago: nothing can be said of it any more.
            return [];
        }
    }
}
