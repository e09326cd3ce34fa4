using FlowCore.Files;
using FlowCore.Imaging.Integrity;
using SkiaSharp;

namespace FlowCore.Imaging;

/// <summary>
/// What the library does not say of a file: it decodes what is left of one that is damaged and fills up the rest, as long as
/// the end looks like an end. Here the packed data is read through without making pixels of it. All that a format allows to be
/// told is told: check sums of PNG, the number of blocks of every JPEG scan, the number of pixels of a GIF; bitmaps and WebP have
/// nothing but their lengths, which the library compares. Damage that leaves another valid file of the same size cannot be told,
/// as in a few bytes of a JPEG's coefficients or anywhere in a WebP's.
/// </summary>
internal static class FileIntegrity
{
    /// <summary>Looks through a file that the library could decode.</summary>
    /// <returns>Success, or that the file is cut short or damaged.</returns>
    public static SKCodecResult Of(FileContentKind format, ReadOnlySpan<byte> file)
    {
        try
        {
            switch (format)
            {
                case FileContentKind.Jpeg:
                    JpegFile.Check(file);
                    break;
                case FileContentKind.Png:
                    PngChunks.Check(file);
                    break;
                case FileContentKind.Gif:
                    GifFrame.Check(file);
                    break;
            }

            return SKCodecResult.Success;
        }
        catch (EndOfStreamException)
        {
            return SKCodecResult.IncompleteInput;
        }
        catch (InvalidDataException)
        {
            return SKCodecResult.ErrorInInput;
        }
    }
}
