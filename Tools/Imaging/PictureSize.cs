namespace FlowCore.Tools.Imaging;

/// <summary>Rows and columns of a picture.</summary>
/// <param name="Height">Rows H.</param>
/// <param name="Width">Columns W.</param>
internal readonly record struct PictureSize(int Height, int Width)
{
    /// <summary><c>H·W</c>.</summary>
    public long Pixels => (long)Height * Width;

    /// <summary><c>32×48</c>: rows first.</summary>
    public override string ToString() => FormattableString.Invariant($"{Height}×{Width}");
}
