namespace FlowCore.Gpu.Kernels;

/// <summary>
/// Device code for one element of a tensor <c>[C, N, H, W]</c> seen as rows of <c>N·H·W</c>: the channel comes from the
/// launch and not from a division of 64-bit numbers in each thread.
/// </summary>
internal interface IChannelKernel
{
    /// <summary>The work for column <paramref name="column"/> of <paramref name="channel"/>.</summary>
    void Run(int channel, long column);
}
