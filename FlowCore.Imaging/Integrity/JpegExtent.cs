namespace FlowCore.Imaging.Integrity;

/// <summary>Rows and columns, of samples or of blocks of them.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
internal readonly record struct JpegExtent(int Height, int Width)
{
    /// <summary>Rows times columns.</summary>
    public long Count => (long)Height * Width;
}
