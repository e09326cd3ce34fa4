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
    private readonly int _white;

    /// <summary>The layout for a number of images of one shape, as near to a square of cells as it goes.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="count">How many images.</param>
    /// <param name="bits">Bits of a pixel.</param>
    /// <exception cref="FlowException">There are none, or too many for one picture.</exception>
    public PictureGrid(ImageShape shape, int count, int bits = 8)
    {
        if (count < 1)
        {
            throw new FlowException("picture", "1 image or more", $"{count}", "");
        }

        (_shape, _count, _white) = (shape, count, (1 << bits) - 1);
        _columns = (int)Math.Ceiling(Math.Sqrt(count));
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
    public void Save(string path, ImageBatch images)
    {
        ThrowIfNotFor(path);
        using var picture = Draw(images);
        using var data = PictureName.Encode(picture, PictureName.KindOf(path))
            ?? throw new FlowException(
                "picture", $"room to encode {Width}×{Height} pixels", "not enough memory", "Ask for fewer images.");
        AtomicFile.Write(path, stream => data.SaveTo(stream));
    }

    private static int Scale(int side) => side >= EasyToSee ? 1 : Math.Min(4, (EasyToSee + side - 1) / side);

    private long PixelsAt(int scale) =>
        (Gap + (_columns * (((long)scale * _shape.Width) + Gap))) * (Gap + (_rows * (((long)scale * _shape.Height) + Gap)));

    private SKBitmap Draw(ImageBatch images)
    {
        ShapeException.ThrowIfNot(_count, images.Count, "PictureGrid", "images");
        var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(Background);
        for (var i = 0; i < _count; i++)
        {
            var left = Gap + (i % _columns * ((_scale * _shape.Width) + Gap));
            var top = Gap + (i / _columns * ((_scale * _shape.Height) + Gap));
            Draw(images.Image(i), bitmap, left, top);
        }

        return bitmap;
    }

    private byte Spread(byte pixel) => (byte)(((pixel * byte.MaxValue) + (_white / 2)) / _white);

    private void Draw(ReadOnlySpan<byte> image, SKBitmap bitmap, int left, int top)
    {
        var colour = _shape.Channels >= 3;
        var pixels = bitmap.GetPixelSpan();
        for (var y = 0; y < _scale * _shape.Height; y++)
        {
            var row = pixels[(((top + y) * bitmap.RowBytes) + (left * bitmap.BytesPerPixel))..];
            for (var x = 0; x < _scale * _shape.Width; x++)
            {
                var source = (y / _scale * _shape.Width) + (x / _scale);
                var target = row.Slice(x * bitmap.BytesPerPixel, bitmap.BytesPerPixel);
                target[0] = Spread(image[source]);
                target[1] = Spread(image[colour ? source + _shape.Plane : source]);
                target[2] = Spread(image[colour ? source + (2 * _shape.Plane) : source]);
                target[3] = byte.MaxValue;
            }
        }
    }
}
