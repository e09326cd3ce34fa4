namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>One axis of the image, and of the taps that look back along it.</summary>
/// <param name="extent">Pixels.</param>
/// <param name="stride">From a pixel to the next in an image.</param>
/// <param name="taps">Taps of the kernel.</param>
/// <param name="tapStride">From a tap to the next in the folded kernel.</param>
internal readonly struct SolveAxis(int extent, int stride, int taps, int tapStride)
{
    private readonly int _stride = stride;

    /// <summary>Pixels.</summary>
    public int Extent { get; } = extent;

    /// <summary>Taps that meet the image: one further back than the axis is long meets no pixel.</summary>
    public int Taps { get; } = Math.Min(taps, extent);

    /// <summary>From a tap to the next in the folded kernel.</summary>
    public int TapStride { get; } = tapStride;

    /// <summary>Where in an image a pixel lies.</summary>
    /// <param name="sign">+1 when pixels are counted from the near end, −1 from the far one.</param>
    /// <param name="index">The pixel, so counted.</param>
    public int Offset(int sign, int index) => (sign > 0 ? index : Extent - 1 - index) * _stride;
}
