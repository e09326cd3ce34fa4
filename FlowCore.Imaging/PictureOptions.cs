namespace FlowCore.Imaging;

/// <summary>What becomes of a picture on its way to an image of a set: alpha, channels, crop, size, in this order.</summary>
public sealed record PictureOptions
{
    /// <summary>1 for gray (<see cref="Rgb.Luma"/>), 3 for red, green and blue; null for 1 when all pictures are gray and 3 otherwise.</summary>
    /// <exception cref="FlowException">It is another number.</exception>
    public int? Channels
    {
        get;
        init => field = value is null or 1 or 3
            ? value
            : throw new FlowException("PictureOptions.Channels", "1 or 3", FormattableString.Invariant($"{value}"), "");
    }

    /// <summary>What every picture is resampled to, by area; null for pictures that already have one size.</summary>
    /// <exception cref="FlowException">A side is less than 1.</exception>
    public PictureSize? ImageSize
    {
        get;
        init => field = value is null or { Height: >= 1, Width: >= 1 }
            ? value
            : throw new FlowException("PictureOptions.ImageSize", "sides of 1 or more", $"{value}", "");
    }

    /// <summary>The part of every picture that is used.</summary>
    public PictureCrop Crop { get; init; }

    /// <summary>The colour behind pictures that are transparent.</summary>
    public Rgb Background { get; init; } = Rgb.White;

    /// <summary>Whether images do not simply keep their size.</summary>
    public bool ChangesSize => ImageSize is not null || Crop != PictureCrop.None;

    /// <summary>Whether a picture is gray all over once it lies on the background.</summary>
    internal bool IsGray(PictureHeader picture) => picture.IsGray && (Background.IsGray || !picture.HasAlpha);

    /// <summary>The size of the image that a picture becomes, or null when it is too small for the crop.</summary>
    public PictureSize? SizeOf(PictureSize picture) =>
        Crop.Of(picture, ImageSize) is { } part ? ImageSize ?? part.Size : null;
}
