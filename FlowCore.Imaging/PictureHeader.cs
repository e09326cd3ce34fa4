using FlowCore.Files;
using FlowCore.Tensors;

namespace FlowCore.Imaging;

/// <summary>What a picture's file says before its pixels.</summary>
/// <param name="Format">The kind of file, by its content.</param>
/// <param name="Size">Rows and columns, upright.</param>
/// <param name="IsGray">Whether the file has no colour channels; a palette counts as colour.</param>
/// <param name="HasAlpha">Whether pixels can be transparent.</param>
/// <param name="Is16Bit">Whether a channel has 16 bits; the upper eight are used.</param>
internal readonly record struct PictureHeader(
    FileContentKind Format, PictureSize Size, bool IsGray, bool HasAlpha, bool Is16Bit)
{
    /// <summary>The shape of the picture as it is stored, alpha as a channel.</summary>
    public ImageShape Shape => new((IsGray ? 1 : 3) + (HasAlpha ? 1 : 0), Size.Height, Size.Width);
}
