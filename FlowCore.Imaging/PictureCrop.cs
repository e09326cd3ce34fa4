namespace FlowCore.Imaging;

/// <summary>Which part of a picture is used, before it is resampled.</summary>
public readonly record struct PictureCrop
{
    private readonly bool _isCenter;
    private readonly PictureSize? _size;

    private PictureCrop(bool isCenter, PictureSize? size) => (_isCenter, _size) = (isCenter, size);

    /// <summary>The whole picture; resampling to another ratio of sides then stretches it.</summary>
    public static PictureCrop None { get; }

    /// <summary>
    /// The largest rectangle in the middle with the ratio of sides of <see cref="PictureOptions.ImageSize"/>, and the largest
    /// square where none is given.
    /// </summary>
    public static PictureCrop Center { get; } = new(isCenter: true, size: null);

    /// <summary>The rectangle of that size in the middle.</summary>
    /// <exception cref="FlowException">A side is less than 1.</exception>
    public static PictureCrop To(PictureSize size) => size is { Height: >= 1, Width: >= 1 }
        ? new(isCenter: false, size)
        : throw new FlowException("PictureOptions.Crop", "sides of 1 or more", $"{size}", "");

    /// <summary>The part of a picture that is used, or null when the picture is too small for it.</summary>
    /// <param name="picture">The picture's size, upright.</param>
    /// <param name="target">What the part is resampled to, or null.</param>
    internal PictureRegion? Of(PictureSize picture, PictureSize? target)
    {
        var part = _isCenter ? Largest(picture, target ?? new PictureSize(1, 1)) : _size ?? picture;
        return part.Height <= picture.Height && part.Width <= picture.Width ? PictureRegion.Centred(picture, part) : null;
    }

    /// <summary><c>none</c>, <c>center</c> or <c>148×148</c>.</summary>
    public override string ToString() => _isCenter ? "center" : _size?.ToString() ?? "none";

    private static PictureSize Largest(PictureSize picture, PictureSize ratio)
    {
        var width = (long)picture.Height * ratio.Width / ratio.Height;
        return width <= picture.Width
            ? picture with { Width = (int)Math.Max(1, width) }
            : picture with { Height = (int)Math.Max(1, (long)picture.Width * ratio.Height / ratio.Width) };
    }
}
