using FlowCore.Data;
using FlowCore.Tensors;

namespace FlowCore.Imaging;

/// <summary>
/// The images of a folder that is small, made while its files are looked at. Whether it is small is told from the pictures so far and
/// the number of files; where that was wrong, pictures are decoded later.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="options">What becomes of its pictures.</param>
/// <param name="memory">What may be kept in memory.</param>
/// <param name="mostDecoded">The most pixels of pictures that are decoded when a folder is opened.</param>
internal sealed class EarlyImages(string folder, PictureOptions options, MemoryBudget memory, long mostDecoded) : IPictureReader
{
    private readonly Dictionary<string, byte[]> _images = new(StringComparer.Ordinal);
    private double _pictures;
    private double _pixels;
    private double _bytes;

    /// <summary>Whether the image of a file was made.</summary>
    public bool Has(string path) => _images.ContainsKey(path);

    /// <inheritdoc/>
    public bool Wants(PictureHeader header, int files)
    {
        var channels = options.Channels ?? (options.IsGray(header) ? 1 : 3);
        _pictures++;
        _pixels += header.Size.Pixels;
        _bytes += channels * options.SizeOf(header.Size)!.Value.Pixels;
        return _pixels / _pictures * files <= mostDecoded && memory.HasRoomFor((long)(_bytes / _pictures * files));
    }

    /// <summary>Keeps the image of a picture: of a gray one a single channel, which stands for all three.</summary>
    /// <inheritdoc/>
    public void Take(string path, Picture picture)
    {
        var size = options.SizeOf(picture.Size)!.Value;
        var shape = new ImageShape(
            options.Channels ?? (GrayPictures.IsGray(picture, options) ? 1 : 3), size.Height, size.Width);
        var image = new byte[shape.Dimensions];
        new PictureFraming(options, shape).Apply(picture, Path.Combine(folder, path), image);
        _images[path] = image;
    }

    /// <summary>The images of some pictures, of which any may be missing.</summary>
    public HeldImages Hold(IReadOnlyList<PictureEntry> pictures) =>
        new([.. pictures.Select(picture => _images.GetValueOrDefault(picture.Path))]);
}
