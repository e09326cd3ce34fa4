using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// Two layers of MintNet one after the other, the first in the order of pixels and channels and the second in that order backwards, so
/// that every pixel sees those around it: what the paper's layers alternate between, as a unit of a step.
/// </summary>
public sealed class MintUnit : Chain
{
    // Of a coupling's width: the three convolutions of a layer see neighbours throughout, the coupling's widest product does not.
    private const int WidthShare = 4;

    private readonly int _kernel;

    /// <summary>Two layers near the identity.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of any size.</param>
    /// <param name="hidden">Hidden channels a channel, m, of each.</param>
    /// <param name="kernel">k, odd, of each of their three convolutions.</param>
    /// <param name="random">Draws the first weights.</param>
    public MintUnit(string name, ImageShape shape, int hidden, int kernel, PhiloxSequence random)
        : base(name, [
            new MintConv(name + ".forwards", shape, hidden, kernel, mirrored: false, random),
            new MintConv(name + ".backwards", shape, hidden, kernel, mirrored: true, random),
        ])
    {
        _kernel = kernel;
    }

    /// <inheritdoc/>
    public override string Describe() => FormattableString.Invariant($"MintUnit 2 of {_kernel}×{_kernel}");

    /// <summary>m for couplings of a width: a quarter of the width in all, and 1 a channel at least.</summary>
    /// <param name="width">Hidden channels of a step's coupling.</param>
    /// <param name="channels">C.</param>
    public static int HiddenFor(int width, int channels) => Math.Max(1, width / (WidthShare * channels));
}
