using System.CommandLine;
using System.Globalization;
using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Images as pictures of their own.</summary>
/// <param name="otherwise">What is written where the option is not given.</param>
internal sealed class FilesFlag(string otherwise)
{
    // What is encoded before a signal is looked for again.
    private const int AtATime = 100;

    /// <summary>The option.</summary>
    public Option<string?> Option { get; } = Flag.TextOrNone(
        "--files", "folder", $"Write each image as a PNG of its own into this folder, 00000.png and on, in place of those that are there. [default: {otherwise}]");

    /// <summary>The folder, or null where none was asked for.</summary>
    /// <exception cref="WrongCallException">The images are not gray or coloured, or it is a file.</exception>
    public string? Read(ParseResult parsed, ImageShape image)
    {
        var folder = parsed.GetValue(Option);
        if (File.Exists(folder))
        {
            throw new WrongCallException(Option.Name, "a folder", $"'{folder}', a file", "Choose another.");
        }

        return folder is null || image.Channels is 1 or 3
            ? folder
            : throw new WrongCallException(Option.Name, "a model of images of 1 or 3 channels", $"one of {image}", "Use --out.");
    }

    /// <summary>Writes the images, but for those that are not finite: all of them or, after a signal or a refusal, none.</summary>
    public static void Save(string folder, DecodedImages decoded, int bits, Terminal terminal)
    {
        var images = decoded.Images;
        using var hold = terminal.Hold();
        using var writer = new PictureFolderWriter(folder, bits);
        foreach (var places in Enumerable.Range(0, images.Count).Except(decoded.NonFiniteImages).Chunk(AtATime))
        {
            terminal.Stop.ThrowIfCancellationRequested();
            byte[] pixels = [.. places.SelectMany(place => images.Image(place).ToArray())];
            string[] names = [.. places.Select(place => place.ToString("D5", CultureInfo.InvariantCulture) + ".png")];
            writer.Add(names, new ImageBatch(images.Shape, pixels, places));
        }

        writer.Complete();
    }
}
