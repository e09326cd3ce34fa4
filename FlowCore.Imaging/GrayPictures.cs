namespace FlowCore.Imaging;

/// <summary>
/// Whether all pictures of a folder are gray: those whose files have no colour channels are, and of the others the pixels tell, for
/// a palette, a WebP or a photograph saved in colour may be gray all the same. They are decoded up to the first in colour.
/// </summary>
/// <param name="options">What becomes of them.</param>
internal sealed class GrayPictures(PictureOptions options)
{
    /// <summary>Whether all pictures so far are gray once they lie on the background; one that cannot be read does not count.</summary>
    public bool AreAll { get; private set; } = true;

    /// <summary>Whether the pixels of a picture are needed to tell.</summary>
    public bool MustSee(PictureHeader header) => options.Channels is null && AreAll && !options.IsGray(header);

    /// <summary>Looks at a picture.</summary>
    public void See(Picture picture) => AreAll = AreAll && IsGray(picture, options);

    /// <summary>Whether every pixel of a picture is gray once it lies on the background.</summary>
    public static bool IsGray(Picture picture, PictureOptions options)
    {
        if (options.IsGray(picture.Header))
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
