using FlowCore.Data;
using FlowCore.Tensors;

namespace FlowCore.Imaging;

/// <summary>One picture as an image of a known shape.</summary>
public static class SinglePicture
{
    /// <summary>Reads a picture as a folder of pictures would be read: alpha, channels, crop, size.</summary>
    /// <param name="path">A PNG, JPEG, WebP, BMP or GIF file.</param>
    /// <param name="shape">The image that it is to be, of 1 or 3 channels, whatever <see cref="PictureOptions.Channels"/> says.</param>
    /// <param name="options">What becomes of it.</param>
    /// <returns>One image of 8 bits a pixel, without a label.</returns>
    /// <exception cref="FlowException">It is not a picture that can be read, or it becomes an image of another size.</exception>
    public static ImageBatch Read(string path, ImageShape shape, PictureOptions options)
    {
        if (shape.Channels is not (1 or 3))
        {
            throw new FlowException(path, $"an image of {shape}", "a picture, which has 1 or 3 channels", "Take the image from an array.");
        }

        var picture = PictureDecoder.Decode(path);
        var target = new PictureSize(shape.Height, shape.Width);
        if (options.SizeOf(picture.Size) is not { } size || size != target)
        {
            throw new FlowException(
                path,
                $"a picture of {target}, as the model has them",
                options.SizeOf(picture.Size) is { } other && other != picture.Size ? $"{picture.Size}, which becomes {other}" : $"{picture.Size}",
                "Crop it with PictureOptions.Crop or resample it with PictureOptions.ImageSize.");
        }

        var pixels = new byte[shape.Dimensions];
        new PictureFraming(options, shape).Apply(picture, path, pixels);
        return new ImageBatch(shape, pixels, [0]);
    }
}
