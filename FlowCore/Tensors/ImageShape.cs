namespace FlowCore.Tensors;

/// <summary>The shape of one image or activation, without the batch, which is not known when a model is built.</summary>
/// <param name="Channels">Channels C, at least 1.</param>
/// <param name="Height">Rows H, at least 1.</param>
/// <param name="Width">Columns W, at least 1.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Pixels of one channel, <c>H·W</c>.</summary>
    public int Plane => checked(Height * Width);

    /// <summary>Elements of one image, <c>C·H·W</c>: the dimensions that bits per dimension divide by.</summary>
    public int Dimensions => checked(Channels * Plane);

    /// <summary>The channel-major shape of a batch of these.</summary>
    /// <returns><c>[C, N, H, W]</c>.</returns>
    public Shape Batched(int samples) => new(Channels, samples, Height, Width);

    /// <summary>The same image with another channel count.</summary>
    public ImageShape WithChannels(int channels) => this with { Channels = channels };

    /// <summary>What 2×2 space-to-depth makes of it: <c>4C × H/2 × W/2</c>.</summary>
    public ImageShape Squeezed() => new(checked(4 * Channels), Height / 2, Width / 2);

    /// <summary><c>4×14×14</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Channels}×{Height}×{Width}");
}
