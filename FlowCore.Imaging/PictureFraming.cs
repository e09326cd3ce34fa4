using FlowCore.Data;
using FlowCore.Tensors;

namespace FlowCore.Imaging;

/// <summary>Makes images of one shape from pictures of many.</summary>
internal sealed class PictureFraming(PictureOptions options, ImageShape shape)
{
    private readonly PictureSize _target = new(shape.Height, shape.Width);

    /// <summary>The shape of every image.</summary>
    public ImageShape Shape => shape;

    /// <summary>Composes a picture over the background, takes its gray or its colours, crops and resamples it.</summary>
    /// <param name="picture">A picture whose size the options lead to the shape.</param>
    /// <param name="name">What messages call the picture.</param>
    /// <param name="image"><c>[C, H, W]</c>, overwritten.</param>
    /// <exception cref="UnreadableImageException">The size is another, because the file has changed.</exception>
    public void Apply(Picture picture, string name, Span<byte> image)
    {
        if (options.Crop.Of(picture.Size, options.ImageSize) is not { } region || options.SizeOf(picture.Size) != _target)
        {
            throw new UnreadableImageException(
                name, $"{_target}, as when the folder was opened", $"{picture.Size}", "Leave the files alone while they are used.");
        }

        if (region.Size == _target)
        {
            Compose(picture, region, image);
            return;
        }

        var plane = (int)region.Size.Pixels;
        var planes = new byte[checked(shape.Channels * plane)];
        Compose(picture, region, planes);
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var target = image.Slice(channel * shape.Plane, shape.Plane);
            AreaResampler.Resample(planes.AsSpan(channel * plane, plane), region.Size, target, _target);
        }
    }

    private void Compose(Picture picture, PictureRegion region, Span<byte> planes)
    {
        var (height, width) = region.Size;
        var plane = height * width;
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var pixel = picture.Over(options.Background, region.Top + row, region.Left + column);
                var at = (row * width) + column;
                if (shape.Channels == 1)
                {
                    planes[at] = pixel.Luma;
                }
                else
                {
                    (planes[at], planes[plane + at], planes[(2 * plane) + at]) = pixel;
                }
            }
        }
    }
}
