namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// What the weight gradients of a net are dot products of, for some pixels and panel by panel: the gathered input and gradient
/// of the output, and the hidden layers with their gradients before the activation.
/// </summary>
/// <param name="sizes">Floats of a panel of each.</param>
/// <param name="x">The gathered input.</param>
/// <param name="dy">The gathered gradient of the output.</param>
/// <param name="h1">The first hidden layer.</param>
/// <param name="h2">The second.</param>
/// <param name="dh1">The gradient of the first.</param>
/// <param name="dh2">The gradient of the second.</param>
internal readonly unsafe struct NetActivations(
    PanelSizes sizes, float* x, float* dy, float* h1, float* h2, float* dh1, float* dh2)
{
    public readonly float* X = x, Dy = dy, H1 = h1, H2 = h2, Dh1 = dh1, Dh2 = dh2;

    /// <summary>Room for so many panels of each.</summary>
    /// <param name="sizes">Floats of a panel of each.</param>
    /// <param name="panels">How many.</param>
    /// <param name="memory">As many floats as <see cref="PanelSizes.All"/> times that.</param>
    /// <param name="h2">The second hidden layer where it was kept, or null.</param>
    public static NetActivations In(PanelSizes sizes, long panels, float* memory, float* h2)
    {
        var dy = memory + (panels * sizes.X);
        var hidden = dy + (panels * sizes.Dy);
        var step = panels * sizes.Hidden;
        return new NetActivations(sizes, memory, dy, hidden, h2 is null ? hidden + (3 * step) : h2, hidden + step, hidden + (2 * step));
    }

    /// <summary>These, from the given panel on.</summary>
    public NetActivations After(long panels)
    {
        var step = panels * sizes.Hidden;
        return new NetActivations(
            sizes, X + (panels * sizes.X), Dy + (panels * sizes.Dy), H1 + step, H2 + step, Dh1 + step, Dh2 + step);
    }
}
