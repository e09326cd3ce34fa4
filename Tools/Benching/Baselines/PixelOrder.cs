using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Tools.Benching.Baselines;

/// <summary>Where the pixels of an image lie that is walked from the corner at which an orientation begins.</summary>
/// <param name="Image">The image.</param>
/// <param name="Orientation">The orientation.</param>
internal readonly record struct PixelOrder(ImageShape Image, Orientation Orientation)
{
    /// <summary>The place in a plane of the pixel that is in this row and column of the walk.</summary>
    public int this[int row, int column] =>
        ((Orientation.RowSign() > 0 ? row : Image.Height - 1 - row) * Image.Width)
        + (Orientation.ColumnSign() > 0 ? column : Image.Width - 1 - column);
}
