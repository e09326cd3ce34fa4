using FlowCore.Data;
using FlowCore.Files;
using FlowCore.Tensors;
using SkiaSharp;

namespace FlowCore.Imaging;

/// <summary>Images as pictures of their own, each under its name, so that reading the folder gives the same bytes.</summary>
public static class PictureFiles
{
    /// <summary>
    /// The file names of images: their own (<see cref="IImageSet.NameOf"/>) with <c>.png</c> in place of what they end in; whole and
    /// with <c>.png</c> after it where two would have the same file.
    /// </summary>
    /// <param name="names">The images' names, with <c>/</c> between folders.</param>
    public static string[] NamesFor(IReadOnlyList<string> names)
    {
        var plain = names.Select(name => Path.ChangeExtension(name, ".png")).ToArray();
        var shared = plain.GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. plain.Select((name, i) => shared.Contains(name) ? names[i] + ".png" : name)];
    }

    /// <summary>Writes each image as a PNG of its size in a folder, which is made if it is not there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="names">A file name an image, from <see cref="NamesFor"/>; those that are there are replaced.</param>
    /// <param name="images">The images, of 1 or 3 channels.</param>
    /// <param name="bits">Bits of a pixel; fewer than 8 are spread over 0…255.</param>
    /// <exception cref="FlowException">The images are not gray or RGB, a name leads out of the folder, or a file cannot be written.</exception>
    public static void Save(string folder, IReadOnlyList<string> names, ImageBatch images, int bits = 8)
    {
        ShapeException.ThrowIfNot(images.Count, names.Count, "PictureFiles", "names");
        if (images.Shape.Channels is not (1 or 3))
        {
            throw new FlowException("picture", "1 or 3 channels", $"{images.Shape}", "Write the images as an array.");
        }

        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        for (var i = 0; i < names.Count; i++)
        {
            var path = Path.GetFullPath(Path.Combine(root, names[i]));
            if (!path.StartsWith(root, StringComparison.Ordinal))
            {
                throw new FlowException("picture", "a name inside the folder", $"'{names[i]}'", "Give it another name.");
            }

            MakeFolder(Path.GetDirectoryName(path)!);
            using var bitmap = Bitmap(images.Image(i), images.Shape, (1 << bits) - 1);
            using var data = PictureName.Encode(bitmap, SKEncodedImageFormat.Png)
                ?? throw new FlowException(path, "room to encode a picture", "not enough memory", "");
            AtomicFile.Write(path, data.SaveTo);
        }
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (FileFailure.IsOfWriting(failure))
        {
            throw FileFailure.Writing(folder, failure);
        }
    }

    private static SKBitmap Bitmap(ReadOnlySpan<byte> image, ImageShape shape, int white)
    {
        var kind = shape.Channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888;
        var bitmap = new SKBitmap(new SKImageInfo(shape.Width, shape.Height, kind, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (var y = 0; y < shape.Height; y++)
        {
            var row = pixels[(y * bitmap.RowBytes)..];
            for (var x = 0; x < shape.Width; x++)
            {
                var source = (y * shape.Width) + x;
                for (var channel = 0; channel < shape.Channels; channel++)
                {
                    row[(x * bitmap.BytesPerPixel) + channel] = Spread(image[(channel * shape.Plane) + source], white);
                }

                if (shape.Channels == 3)
                {
                    row[(x * bitmap.BytesPerPixel) + 3] = byte.MaxValue;
                }
            }
        }

        return bitmap;
    }

    private static byte Spread(byte pixel, int white) => (byte)(((pixel * byte.MaxValue) + (white / 2)) / white);
}
