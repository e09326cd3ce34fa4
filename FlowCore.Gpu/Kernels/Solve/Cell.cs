namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>An item of a diagonal: four output channels of one pixel, in the lanes of one thread.</summary>
internal readonly struct Cell(int shortIndex, int longIndex, int sample, int output)
{
    /// <summary>The pixel along the shorter axis and along the longer one, in its group's order.</summary>
    public readonly int ShortIndex = shortIndex, LongIndex = longIndex;

    /// <summary>The first sample, among those of the group of threads.</summary>
    public readonly int Sample = sample;

    /// <summary>The first output channel.</summary>
    public readonly int Output = output;
}
