using FlowCore.Data;

namespace FlowCore.Imaging;

/// <summary>
/// Whether pictures are gray: those whose files have no colour channels are, and of the others the pixels tell, for a palette, a
/// WebP or a photograph saved in colour may be gray all the same. They are decoded up to the first in colour.
/// </summary>
/// <param name="folder">Where the pictures are.</param>
/// <param name="options">What becomes of them.</param>
internal sealed class GrayPictures(string folder, PictureOptions options)
{
    private readonly Dictionary<string, bool> _known = [];

    /// <summary>Whether all of some pictures are gray once they lie on the background; one that cannot be read does not count.</summary>
    public bool Are(IReadOnlyList<PictureEntry> pictures) =>
        !pictures.Any(picture => _known.TryGetValue(picture.Path, out var isGray) && !isGray) && pictures.All(IsGray);

    private bool IsGray(PictureEntry picture)
    {
        if (options.IsGray(picture.Header))
        {
            return true;
        }

        if (!_known.TryGetValue(picture.Path, out var isGray))
        {
            isGray = IsGray(picture.Path);
            _known.Add(picture.Path, isGray);
        }

        return isGray;
    }

    private bool IsGray(string path)
    {
        Picture picture;
        try
        {
            picture = PictureDecoder.Decode(Path.Combine(folder, path));
        }
        catch (UnreadableImageException)
        {
            return true;
        }

        for (var row = 0; row < picture.Size.Height; row++)
        {
            for (var column = 0; column < picture.Size.Width; column++)
            {
                if (!picture.Over(options.Background, row, column).IsGray)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
