using System.Text.Json;
using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>Images that a model made, on their way to pictures.</summary>
internal static class MadeImages
{
    /// <summary>Writes images into one picture and into pictures of their own; the places of those that are not finite stay empty.</summary>
    /// <param name="images">The images.</param>
    /// <param name="grid">The layout of one picture, or null for none.</param>
    /// <param name="path">Its file.</param>
    /// <param name="folder">Where pictures of their own go, or null for nowhere.</param>
    /// <param name="bits">Bits of a pixel.</param>
    /// <param name="terminal">Who may stop it.</param>
    public static void Write(DecodedImages images, PictureGrid? grid, string path, string? folder, int bits, Terminal terminal)
    {
        if (grid is not null)
        {
            using (terminal.Hold())
            {
                grid.Save(path, images.Images, images.NonFiniteImages);
            }
        }

        if (folder is not null)
        {
            FilesFlag.Save(folder, images, bits, terminal);
        }
    }

    /// <summary>Refuses more images than one array of bytes holds.</summary>
    /// <exception cref="WrongCallException">There are.</exception>
    public static void ThrowIfTooMany(string option, long count, ImageShape image)
    {
        var most = Array.MaxLength / image.Dimensions;
        if (count > most)
        {
            throw new WrongCallException(
                option, FormattableString.Invariant($"at most {most} images of {image} in all"), FormattableString.Invariant($"{count}"), "Ask for fewer.");
        }
    }

    /// <summary>Says which images are not finite, if any.</summary>
    /// <returns>Whether there are others; without them nothing is written.</returns>
    public static bool IsAnyFinite(DecodedImages images, Terminal terminal)
    {
        if (images.Refusal("samples") is { } refusal)
        {
            terminal.Error.WriteLine(FlagNames.In(refusal.Message));
        }

        return images.NonFiniteImages.Count < images.Images.Count;
    }

    /// <summary>Writes the members of an object that say whether images are whole.</summary>
    public static void WriteMembers(Utf8JsonWriter json, DecodedImages images)
    {
        json.WriteNumber("nonFinite", images.NonFinite);
        json.WriteNumber("nonFiniteImages", images.NonFiniteImages.Count);
    }

    /// <summary>How many bytes of an image differ from another's.</summary>
    public static int Differing(ImageBatch images, int image, ImageBatch others, int other)
    {
        var first = images.Image(image);
        var second = others.Image(other);
        var differing = 0;
        for (var i = 0; i < first.Length; i++)
        {
            differing += first[i] == second[i] ? 0 : 1;
        }

        return differing;
    }
}
