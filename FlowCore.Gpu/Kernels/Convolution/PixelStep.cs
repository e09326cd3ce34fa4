namespace FlowCore.Gpu.Kernels.Convolution;

/// <summary>A step from a pixel to a neighbour.</summary>
internal readonly struct PixelStep(int dy, int dx, int offset)
{
    /// <summary>Rows and columns.</summary>
    public readonly int Dy = dy, Dx = dx;

    /// <summary>Elements in memory.</summary>
    public readonly int Offset = offset;
}
