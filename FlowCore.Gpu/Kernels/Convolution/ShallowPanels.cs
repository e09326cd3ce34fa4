namespace FlowCore.Gpu.Kernels.Convolution;

/// <summary>For few channels, of which a deep panel would be padding for the most part.</summary>
internal readonly struct ShallowPanels : IPanelDepth
{
    /// <summary>The most channels it is for.</summary>
    public const int MostChannels = 12;

    /// <inheritdoc/>
    public static int Rows => 4;
}
