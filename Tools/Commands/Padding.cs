using FlowCore.Imaging;
using FlowCore.Tensors;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>What <c>--pad</c> asks for: even sides, or a size.</summary>
/// <param name="Size">The size, or null for the next even sides.</param>
internal readonly record struct Padding(PictureSize? Size)
{
    /// <summary>Reads <c>even</c> or a size, and gives null for anything else.</summary>
    public static Padding? Read(string text) => text == "even"
        ? new Padding(null)
        : PictureSize.TryRead(text) is { } size ? new Padding(size) : null;

    /// <summary>What images of a shape are padded to, or null where nothing is to be done.</summary>
    /// <exception cref="WrongCallException">They are larger.</exception>
    public ImageShape? Of(ImageShape image, string option)
    {
        var (height, width) = Size ?? new PictureSize(image.Height + (image.Height & 1), image.Width + (image.Width & 1));
        if (height < image.Height || width < image.Width)
        {
            throw new WrongCallException(
                option,
                $"at least {image.Height}×{image.Width}, the images",
                $"{height}×{width}",
                "Use --crop or --image-size first.");
        }

        var padded = image with { Height = height, Width = width };
        return padded == image ? null : padded;
    }
}
