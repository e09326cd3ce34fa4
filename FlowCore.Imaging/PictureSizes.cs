namespace FlowCore.Imaging;

/// <summary>The sizes of the images that the pictures of a folder become, each of which is large enough for the crop.</summary>
internal sealed class PictureSizes
{
    private readonly PictureScan _scan;
    private readonly PictureSize[] _sizes;
    private readonly int _common;

    /// <summary>Takes the sizes from headers.</summary>
    public PictureSizes(PictureScan scan, PictureOptions options)
    {
        _scan = scan;
        _sizes = [.. scan.Pictures.Select(picture => options.SizeOf(picture.Header.Size)!.Value)];
        if (_sizes.GroupBy(size => size).MaxBy(group => group.Count()) is { } most)
        {
            (Common, _common) = (most.Key, most.Count());
        }
    }

    /// <summary>The size of most images, of the earliest among equals; null when there is no picture.</summary>
    public PictureSize? Common { get; }

    /// <summary>The pictures that become images of another size.</summary>
    public IEnumerable<PictureProblem> Odd()
    {
        for (var i = 0; i < _sizes.Length; i++)
        {
            if (_sizes[i] != Common)
            {
                var path = _scan.Pictures[i].Path;
                var line = FormattableString.Invariant(
                    $"{_scan.FullPath(path)}: expected {Common} like {_common} of {_sizes.Length} pictures, got {_sizes[i]}. ");
                yield return new PictureProblem(path, PictureProblemKind.OddSized, line + "Bring all to one size with PictureOptions.ImageSize.");
            }
        }
    }
}
