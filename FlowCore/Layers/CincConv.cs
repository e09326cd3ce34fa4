using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The convolution of CInC Flow (Nagar, Dufraisse and Varma, TPM 2021): one masked k×k convolution over all channels, top-left,
/// with a learned diagonal and bias, <c>z = D·(K x + b)</c> (<see cref="MaskedConv"/>, then <see cref="ChannelDiagonal"/>). Log-det
/// <c>H·W·Σ_c ln d_c</c>; the inverse divides by d and solves with K exactly, in parallel over anti-diagonals. The published
/// diagonal is non-zero; here it is positive, since a sign that training cannot cross changes nothing.
/// </summary>
/// <remarks>
/// It starts near the identity. <see cref="Bijector.InverseGain"/> is said of K by the convolution inside; d, a scale of whole channels,
/// amplifies a rounding and the number it is of alike, as in <see cref="ActNorm"/>.
/// </remarks>
public sealed class CincConv : Chain
{
    private readonly int _height, _width;

    /// <summary>A layer with weights near 0 and the diagonal 1.</summary>
    public CincConv(string name, ImageShape shape, int kernelHeight, int kernelWidth, PhiloxSequence random)
        : base(name, [
            new MaskedConv(name + ".conv", shape, kernelHeight, kernelWidth, Orientation.TopLeft, random),
            new ChannelDiagonal(name + ".scale", shape),
        ])
    {
        (_height, _width) = (kernelHeight, kernelWidth);
    }

    /// <summary>The zeros above the diagonal of the pixel's own tap; the diagonal itself is trained.</summary>
    public override long FixedEntries => base.FixedEntries - InputShape.Channels;

    /// <inheritdoc/>
    public override string Describe() => $"CincConv {_height}×{_width}";
}
