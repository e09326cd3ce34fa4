namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>One axis of the image, and of the taps that look back along it.</summary>
/// <param name="extent">Pixels.</param>
/// <param name="stride">From a pixel to the next in an image.</param>
/// <param name="taps">Taps of the kernel.</param>
/// <param name="tapStride">From a tap to the next in the folded kernel.</param>
/// <param name="reversed">A bit for each group of channels: whether its order runs from the far end.</param>
internal readonly struct SolveAxis(int extent, int stride, int taps, int tapStride, ulong reversed)
{
    private readonly int _stride = stride;
    private readonly ulong _reversed = reversed;

    /// <summary>Pixels.</summary>
    public int Extent { get; } = extent;

    /// <summary>Taps that meet the image: one further back than the axis is long meets no pixel.</summary>
    public int Taps { get; } = taps < extent ? taps : extent;

    /// <summary>From a tap to the next in the folded kernel.</summary>
    public int TapStride { get; } = tapStride;

    /// <summary>The place in an image row or column of the pixel that is <paramref name="index"/> in the group's order.</summary>
    public int Offset(int group, int index) => ((_reversed >> group) & 1) == 0 ? index * _stride : (Extent - 1 - index) * _stride;
}
