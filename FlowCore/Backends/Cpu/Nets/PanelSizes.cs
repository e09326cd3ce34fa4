namespace FlowCore.Backends.Cpu.Nets;

/// <summary>Floats of one panel of what a net's gradient works with.</summary>
/// <param name="X">Of the gathered input.</param>
/// <param name="Dy">Of the gathered gradient of the output.</param>
/// <param name="Hidden">Of a hidden layer or its gradient.</param>
/// <param name="Layers">Hidden layers and gradients that need memory: 4, or 3 where the second layer was kept.</param>
internal readonly record struct PanelSizes(long X, long Dy, long Hidden, int Layers)
{
    /// <summary>Of all together.</summary>
    public long All => X + Dy + (Layers * Hidden);
}
