namespace FlowCore.Imaging;

/// <summary>The kinds of file that pictures are read from.</summary>
internal enum PictureFormat
{
    /// <summary>PNG, 1 to 16 bits a channel.</summary>
    Png,

    /// <summary>JPEG, baseline or progressive, gray, colour or CMYK.</summary>
    Jpeg,

    /// <summary>WebP, lossy or lossless; the first frame of an animation.</summary>
    WebP,

    /// <summary>Windows bitmaps.</summary>
    Bmp,

    /// <summary>GIF; the first frame of an animation.</summary>
    Gif,
}
