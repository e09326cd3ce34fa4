namespace FlowCore.Gpu.Kernels.Convolution;

/// <summary>Rows of a panel, known to the compiler so that it unrolls the loop over them.</summary>
internal interface IPanelDepth
{
    /// <summary>The rows.</summary>
    static abstract int Rows { get; }
}
