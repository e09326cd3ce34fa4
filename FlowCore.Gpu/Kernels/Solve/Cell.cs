namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>An item of a diagonal: four output channels of one pixel in the lanes of one thread.</summary>
/// <param name="slot">Where the ring keeps the diagonal.</param>
/// <param name="shortIndex">The pixel along the shorter axis, in the group's order.</param>
/// <param name="longIndex">The pixel along the longer axis, in the group's order.</param>
/// <param name="sample">The first sample among those of the group of threads.</param>
/// <param name="output">The first output channel.</param>
internal readonly struct Cell(int slot, int shortIndex, int longIndex, int sample, int output)
{
    public int Slot { get; } = slot;

    public int ShortIndex { get; } = shortIndex;

    public int LongIndex { get; } = longIndex;

    public int Sample { get; } = sample;

    public int Output { get; } = output;
}
