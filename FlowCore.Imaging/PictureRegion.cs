namespace FlowCore.Imaging;

/// <summary>A rectangle of a picture.</summary>
/// <param name="Top">Its first row.</param>
/// <param name="Left">Its first column.</param>
/// <param name="Size">Its rows and columns.</param>
internal readonly record struct PictureRegion(int Top, int Left, PictureSize Size)
{
    /// <summary>The rectangle in the middle; an odd pixel is left over at the bottom and on the right.</summary>
    public static PictureRegion Centred(PictureSize whole, PictureSize part) =>
        new((whole.Height - part.Height) / 2, (whole.Width - part.Width) / 2, part);
}
