using FlowCore.Data;
using FlowCore.Files;
using FlowCore.Tensors;
using SkiaSharp;

namespace FlowCore.Imaging;

/// <summary>
/// Images side by side in one picture, row by row, a pixel of dark grey between them and around them. The first three channels are
/// red, green and blue; with fewer than three the first one is grey. Pixels of fewer bits are spread over 0…255. Small images
/// are enlarged in whole steps, without smoothing, so that every pixel of the picture is a byte of an image.
/// </summary>
public sealed class PictureGrid
{
    private const int Gap = 1;
    private const int EasyToSee = 48;
    private const long MostPixels = 1L << 28;
    private static readonly SKColor Background = new(0x40, 0x40, 0x40);

    private readonly ImageShape _shape;
    private readonly int _count;
    private readonly int _columns;
    private readonly int _rows;
    private readonly int _scale;
    private readonly int _bits;

    /// <summary>The layout for a number of images of one shape.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="count">How many images.</param>
    /// <param name="bits">Bits of a pixel.</param>
    /// <param name="columns">Images in a row, 1 or more; null for as near to a square of cells as it goes.</param>
    /// <exception cref="FlowException">There are none, or too many for one picture.</exception>
    public PictureGrid(ImageShape shape, int count, int bits = 8, int? columns = null)
    {
        if (count < 1)
        {
            throw new FlowException("picture", "1 image or more", $"{count}", "");
        }

        if (columns < 1)
        {
            throw new FlowException("picture", "1 column or more", $"{columns}", "");
        }

        (_shape, _count, _bits) = (shape, count, bits);
        _columns = columns ?? (int)Math.Ceiling(Math.Sqrt(count));
        _rows = ((count - 1) / _columns) + 1;
        _scale = Scale(Math.Max(shape.Height, shape.Width));
        if (PixelsAt(_scale) > MostPixels)
        {
            _scale = 1;
        }

        if (PixelsAt(_scale) > MostPixels)
        {
            throw new FlowException(
                "picture", $"at most {MostPixels} pixels", $"{PixelsAt(_scale)} for {count} images of {shape}", "Ask for fewer.");
        }
    }

    /// <summary>Pixels from left to right.</summary>
    public int Width => Gap + (_columns * ((_scale * _shape.Width) + Gap));

    /// <summary>Pixels from top to bottom.</summary>
    public int Height => Gap + (_rows * ((_scale * _shape.Height) + Gap));

    /// <summary>Refuses a file whose name says another kind of picture, or one that cannot be so large.</summary>
    /// <exception cref="FlowException">It does, or it cannot.</exception>
    public void ThrowIfNotFor(string path)
    {
        var kind = PictureName.KindOf(path);
        if (Math.Max(Width, Height) > PictureName.MostSide(kind))
        {
            throw new FlowException(
                "picture", $"sides of at most {PictureName.MostSide(kind)} pixels in a {kind}", $"{Width}×{Height}", "Use a .png.");
        }
    }

    /// <summary>Writes the picture as what the file's name says, under a temporary name first.</summary>
    /// <exception cref="FlowException">The file cannot be written; one that was there before is unchanged.</exception>
    /// <param name="path">The file.</param>
    /// <param name="images">As many images as there are places for.</param>
    /// <param name="leftOut">Places that stay empty, or null.</param>
    public void Save(string path, ImageBatch images, IReadOnlyCollection<int>? leftOut = null)
    {
        ThrowIfNotFor(path);
        using var picture = Draw(images, leftOut);
        using var data = PictureName.Encode(picture, PictureName.KindOf(path))
            ?? throw new FlowException(
                "picture", $"room to encode {Width}×{Height} pixels", "not enough memory", "Ask for fewer images.");
        AtomicFile.Write(path, stream => data.SaveTo(stream));
    }

    /// <summary>Where the images of a row begin, in pixels from the top.</summary>
    internal int RowTop(int row) => Gap + (row * (RowHeight + Gap));

    /// <summary>Pixels of an image from top to bottom.</summary>
    internal int RowHeight => _scale * _shape.Height;

    private static int Scale(int side) => side >= EasyToSee ? 1 : Math.Min(4, (EasyToSee + side - 1) / side);

    private long PixelsAt(int scale) =>
        (Gap + (_columns * (((long)scale * _shape.Width) + Gap))) * (Gap + (_rows * (((long)scale * _shape.Height) + Gap)));

    /// <summary>The picture, which is the caller's to dispose of.</summary>
    /// <inheritdoc cref="Save"/>
    internal SKBitmap Draw(ImageBatch images, IReadOnlyCollection<int>? leftOut = null)
    {
        ShapeException.ThrowIfNot(_count, images.Count, "PictureGrid", "images");
        var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(Background);
        var painter = new ImagePainter(_shape, _bits, _scale);
        foreach (var i in Enumerable.Range(0, _count).Except(leftOut ?? []))
        {
            var left = Gap + (i % _columns * ((_scale * _shape.Width) + Gap));
            painter.Paint(images.Image(i), bitmap, left, RowTop(i / _columns));
        }

        return bitmap;
    }
}
