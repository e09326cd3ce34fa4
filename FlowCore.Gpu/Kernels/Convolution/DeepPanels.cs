namespace FlowCore.Gpu.Kernels.Convolution;

/// <summary>For many channels: few barriers.</summary>
internal readonly struct DeepPanels : IPanelDepth
{
    /// <inheritdoc cref="Rows"/>
    public const int RowCount = 16;

    /// <inheritdoc/>
    public static int Rows => RowCount;
}
