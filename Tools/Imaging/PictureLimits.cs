using FlowCore.Data;

namespace FlowCore.Tools.Imaging;

/// <summary>What a picture may claim to hold, so that a few bytes of header cannot cost gigabytes.</summary>
internal static class PictureLimits
{
    /// <summary>Bytes of a file, 1 GiB.</summary>
    public const long MostBytes = 1L << 30;

    /// <summary>Pixels of a picture, 2²⁷: half a GiB once decoded.</summary>
    public const long MostPixels = 1L << 27;

    // What is always allowed, 2²², and what a byte can hold past it: PNG packs a run of white 1-bit pixels 8,256 to the byte.
    private const long FreePixels = 1L << 22;
    private const long MostPixelsPerByte = 1L << 14;

    /// <summary>Refuses a size that is too large, or too large for its file.</summary>
    /// <param name="name">The file.</param>
    /// <param name="size">What its header says.</param>
    /// <param name="bytes">Bytes of the file.</param>
    /// <exception cref="UnreadableImageException">It is too large.</exception>
    public static void Check(string name, PictureSize size, long bytes)
    {
        if (size.Pixels > MostPixels)
        {
            throw new UnreadableImageException(
                name, $"at most {MostPixels} pixels", $"a header that says {size}", "Make the picture smaller.");
        }

        if (size.Pixels > FreePixels && size.Pixels / MostPixelsPerByte > bytes)
        {
            throw new UnreadableImageException(
                name, "a size that its file can hold", $"{size} in {bytes} bytes", "The header is damaged; fetch the file again.");
        }
    }
}
