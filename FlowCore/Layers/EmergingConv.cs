using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The emerging convolution (Hoogeboom, van den Berg and Welling, ICML 2019): two square autoregressive convolutions of m×m
/// over all channels, the second mirrored, whose product sees (2m−1)×(2m−1) pixels: <c>z = D₂·(K₂ D₁·(K₁ x + b₁) + b₂)</c>. The
/// corner taps are triangular with learned diagonals d₁, d₂ > 0 (<see cref="ChannelDiagonal"/>): lower in K₁, top-left, and upper in
/// K₂, bottom-right. Log-det <c>H·W·Σ_c (ln d₁ + ln d₂)</c>; the inverse is two exact solves, each in parallel over anti-diagonals.
/// </summary>
/// <remarks>
/// The upper triangle comes from mirroring the channels as well: <c>K₂ = J K J</c> with J the reversal of the channels
/// (<see cref="ReverseChannels"/>) and K a bottom-right <see cref="MaskedConv"/>, whose corner is lower triangular. It starts
/// near the identity. <see cref="Bijector.InverseGain"/> is said of K₁ and K₂, each alone, by the convolutions inside.
/// </remarks>
public sealed class EmergingConv : Chain
{
    private const int Convolutions = 2;

    private readonly int _size;

    /// <summary>A layer with weights near 0 and the diagonals 1.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of any size.</param>
    /// <param name="size">m, of each of the two.</param>
    /// <param name="random">Draws the first weights.</param>
    public EmergingConv(string name, ImageShape shape, int size, PhiloxSequence random)
        : base(name, [
            new MaskedConv(name + ".topLeft", shape, size, size, Orientation.TopLeft, random),
            new ChannelDiagonal(name + ".topLeft.scale", shape),
            new ReverseChannels(name + ".reverse", shape),
            new MaskedConv(name + ".bottomRight", shape, size, size, Orientation.BottomRight, random),
            new ChannelDiagonal(name + ".bottomRight.scale", shape),
            new ReverseChannels(name + ".back", shape),
        ])
    {
        _size = size;
    }

    /// <summary>The zeros beside the triangles of the corner taps; the diagonals are trained.</summary>
    public override long FixedEntries => base.FixedEntries - (Convolutions * InputShape.Channels);

    /// <inheritdoc/>
    public override string Describe() => FormattableString.Invariant($"EmergingConv 2 of {_size}×{_size}");

    /// <summary>The m whose two convolutions see a kernel of k×k, or of one more where k is even: <c>⌊k/2⌋ + 1</c>.</summary>
    /// <param name="kernel">k.</param>
    public static int SizeFor(int kernel) => (kernel / 2) + 1;
}
