namespace FlowCore.Gpu.Kernels.Convolution;

/// <summary>How the panels of a product lie in shared memory, <c>[depth, rows]</c> and <c>[depth, columns]</c>.</summary>
internal static class Panels
{
    /// <summary>The most rows of the product.</summary>
    public const int MostRows = 64;

    /// <summary>The most columns of the product.</summary>
    public const int MostColumns = 256;

    /// <summary>
    /// Floats more a row of a panel: they keep apart the stores of threads that load across it. Whole vectors, so that what
    /// is read stays aligned.
    /// </summary>
    public const int Slack = 8;

    /// <summary>From one row of a panel to the next.</summary>
    public static int Stride(int bits) => (1 << bits) + Slack;
}
