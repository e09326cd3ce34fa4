namespace FlowCore.Gpu.Kernels.Convolution;

/// <summary>A pixel of an image.</summary>
internal readonly struct PixelPlace(int row, int column)
{
    public readonly int Row = row, Column = column;
}
