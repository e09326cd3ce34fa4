using FlowCore.Data;
using FlowCore.Tensors;

namespace FlowCore.Imaging;

/// <summary>Images of another set, each cropped and resampled by area as pictures are.</summary>
public sealed class FramedImages : IImageSet
{
    private readonly IImageSet _images;
    private readonly PictureRegion _region;
    private readonly PictureSize _target;

    /// <summary>The images of a set in another size.</summary>
    /// <param name="images">The images.</param>
    /// <param name="options">The crop and the size.</param>
    /// <exception cref="FlowException">The images are smaller than the crop.</exception>
    public FramedImages(IImageSet images, PictureOptions options)
    {
        _images = images;
        _region = Region(images.Shape, options, images.Name);
        _target = options.ImageSize ?? _region.Size;
    }

    /// <inheritdoc/>
    public string Name => _images.Name;

    /// <inheritdoc/>
    public ImageShape Shape => _images.Shape with { Height = _target.Height, Width = _target.Width };

    /// <inheritdoc/>
    public int Count => _images.Count;

    /// <summary>The shape that images of another become.</summary>
    /// <param name="shape">Their shape.</param>
    /// <param name="options">The crop and the size.</param>
    /// <param name="name">What messages call them.</param>
    /// <exception cref="FlowException">They are smaller than the crop.</exception>
    public static ImageShape ShapeOf(ImageShape shape, PictureOptions options, string name)
    {
        var region = Region(shape, options, name);
        var (height, width) = options.ImageSize ?? region.Size;
        return shape with { Height = height, Width = width };
    }

    /// <inheritdoc/>
    public int Classes => _images.Classes;

    /// <inheritdoc/>
    public int Id(int index) => _images.Id(index);

    /// <inheritdoc/>
    public int Label(int index) => _images.Label(index);

    /// <inheritdoc/>
    public string NameOf(int index) => _images.NameOf(index);

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<int> indices, Span<byte> pixels)
    {
        ShapeException.ThrowIfNot(
            (long)indices.Length * Shape.Dimensions, pixels.Length, $"{Name}.Read of {indices.Length} images", "pixels");
        var (stored, target) = (_images.Shape.Plane, (int)_target.Pixels);
        var image = new byte[_images.Shape.Dimensions];
        var part = new byte[_region.Size.Pixels];
        for (var i = 0; i < indices.Length; i++)
        {
            _images.Read(indices.Slice(i, 1), image);
            for (var channel = 0; channel < Shape.Channels; channel++)
            {
                Crop(image.AsSpan(channel * stored, stored), part);
                var plane = pixels.Slice(((i * Shape.Channels) + channel) * target, target);
                AreaResampler.Resample(part, _region.Size, plane, _target);
            }
        }
    }

    private static PictureRegion Region(ImageShape shape, PictureOptions options, string name)
    {
        var stored = new PictureSize(shape.Height, shape.Width);
        return options.Crop.Of(stored, options.ImageSize)
            ?? throw new FlowException(name, $"at least {options.Crop} for the crop", $"{stored}", "Use a smaller PictureOptions.Crop.");
    }

    private void Crop(ReadOnlySpan<byte> plane, Span<byte> part)
    {
        var (height, width) = _region.Size;
        for (var row = 0; row < height; row++)
        {
            plane.Slice(((_region.Top + row) * _images.Shape.Width) + _region.Left, width).CopyTo(part[(row * width)..]);
        }
    }
}
