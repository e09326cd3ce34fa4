using FlowCore.Data.Formats;

namespace FlowCore.Imaging;

/// <summary>All formats that images are read from, folders of pictures among them.</summary>
public static class PictureFormats
{
    /// <summary>The formats of arrays and that of pictures, whose images are all cropped and resampled in one way.</summary>
    /// <param name="options">What becomes of pictures; crop and size are those of arrays too.</param>
    /// <param name="strict">Whether a picture that cannot be used is an error; otherwise it is left out and named.</param>
    public static DataFormats With(PictureOptions options, bool strict = false) => new(
    [
        .. DataFormats.Arrays.Select(format => options.ChangesSize ? new FramedFormat(format, options) : format),
        new PicturesFormat(options, strict),
    ]);
}
