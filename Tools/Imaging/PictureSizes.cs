namespace FlowCore.Tools.Imaging;

/// <summary>The sizes of the images that the pictures of a folder become.</summary>
internal sealed class PictureSizes
{
    private readonly PictureScan _scan;
    private readonly PictureOptions _options;
    private readonly PictureSize?[] _sizes;
    private readonly int _common;

    /// <summary>Takes the sizes from headers.</summary>
    public PictureSizes(PictureScan scan, PictureOptions options)
    {
        (_scan, _options) = (scan, options);
        _sizes = [.. scan.Pictures.Select(picture => options.SizeOf(picture.Header.Size))];
        if (_sizes.Where(size => size is not null).GroupBy(size => size).MaxBy(group => group.Count()) is { } most)
        {
            (Common, _common) = (most.Key, most.Count());
        }
    }

    /// <summary>The size of most images, of the earliest among equals; null when no picture becomes an image.</summary>
    public PictureSize? Common { get; }

    /// <summary>The pictures that become images of another size, or none.</summary>
    public IEnumerable<PictureProblem> Odd()
    {
        for (var i = 0; i < _sizes.Length; i++)
        {
            if (_sizes[i] is not { } size || size != Common)
            {
                var path = _scan.Pictures[i].Path;
                yield return new PictureProblem(path, PictureProblemKind.OddSized, Line(i));
            }
        }
    }

    private string Line(int index)
    {
        var (path, header) = _scan.Pictures[index];
        return _sizes[index] is { } size
            ? FormattableString.Invariant($"{_scan.FullPath(path)}: expected {Common} like {_common} of {_sizes.Length} pictures, got {size}. ")
                + "Bring all to one size with --image-size."
            : $"{_scan.FullPath(path)}: expected at least {_options.Crop} for the crop, got {header.Size}. "
                + "Use a smaller --crop, or remove the picture.";
    }
}
