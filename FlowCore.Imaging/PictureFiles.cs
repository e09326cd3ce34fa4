using FlowCore.Data;
using FlowCore.Files;
using FlowCore.Tensors;
using SkiaSharp;

namespace FlowCore.Imaging;

/// <summary>Images as pictures of their own, each under its name, so that reading the folder gives the same bytes.</summary>
public static class PictureFiles
{
    private const string Ending = ".png";

    private static readonly char[] Forbidden = Path.GetInvalidFileNameChars();

    /// <summary>
    /// The file names of images: their own (<see cref="IImageSet.NameOf"/>) with <c>.png</c> in place of what they end in; whole and
    /// with <c>.png</c> after it where two would have the same file, and with a number before that where they still would. No two
    /// differ in the case of letters alone, and none is also the name of a folder of another.
    /// </summary>
    /// <param name="names">The images' names, with <c>/</c> between folders.</param>
    /// <exception cref="FlowException">A name is none of a file inside a folder.</exception>
    public static string[] NamesFor(IReadOnlyList<string> names)
    {
        var files = names.Select(name => Path.ChangeExtension(Checked(name), Ending)).ToArray();
        var folders = files.SelectMany(Folders).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var shared = files.GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1 || folders.Contains(group.Key))
            .Select(group => group.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var taken = files.Where(name => !shared.Contains(name)).Concat(folders).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < files.Length; i++)
        {
            if (shared.Contains(files[i]))
            {
                var whole = Checked(names[i]);
                files[i] = whole + Ending;
                for (var number = 2; !taken.Add(files[i]); number++)
                {
                    files[i] = FormattableString.Invariant($"{whole}-{number}{Ending}");
                }
            }
        }

        return files;
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
            throw new FlowException("picture", "1 or 3 channels", $"{images.Shape}", "Write them as one array, a file that ends in .npy.");
        }

        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        root = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;
        for (var i = 0; i < names.Count; i++)
        {
            var path = Path.GetFullPath(Path.Combine(root, names[i]));
            if (!path.StartsWith(root, StringComparison.Ordinal))
            {
                throw Refusal(names[i]);
            }

            MakeFolder(Path.GetDirectoryName(path)!);
            using var bitmap = Bitmap(images.Image(i), images.Shape, (1 << bits) - 1);
            using var data = PictureName.Encode(bitmap, SKEncodedImageFormat.Png)
                ?? throw new FlowException(path, "room to encode a picture", "not enough memory", "");
            AtomicFile.Write(path, data.SaveTo);
        }
    }

    /// <summary>The folders that a file name asks for.</summary>
    private static IEnumerable<string> Folders(string name)
    {
        for (var at = name.IndexOf('/', StringComparison.Ordinal); at >= 0; at = name.IndexOf('/', at + 1))
        {
            yield return name[..at];
        }
    }

    /// <summary>A name without what the system cannot have in a file's name, for which there is an underscore.</summary>
    private static string Checked(string name)
    {
        var parts = name.Split('/');
        return Array.TrueForAll(parts, IsPart) ? string.Join('/', parts.Select(Writable)) : throw Refusal(name);
    }

    private static bool IsPart(string part) => part.Length > 0 && !part.Contains('\0', StringComparison.Ordinal) && part is not ("." or "..");

    // Windows takes either slash between folders, a colon after a drive, and drops points and spaces at the end of a part.
    private static string Writable(string part)
    {
        var kept = string.Concat(part.Select(letter => Forbidden.Contains(letter) ? '_' : letter));
        return OperatingSystem.IsWindows() && kept[^1] is '.' or ' ' ? kept[..^1] + '_' : kept;
    }

    private static FlowException Refusal(string name) =>
        new("picture", "a name inside the folder", $"'{name}'", "Give it another name, or write all as one array, a file that ends in .npy.");

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
                    row[(x * bitmap.BytesPerPixel) + channel] = ImagePainter.Spread(image[(channel * shape.Plane) + source], white);
                }

                if (shape.Channels == 3)
                {
                    row[(x * bitmap.BytesPerPixel) + 3] = byte.MaxValue;
                }
            }
        }

        return bitmap;
    }
}
