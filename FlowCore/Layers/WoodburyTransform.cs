using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The Woodbury transformation (Lu and Huang, NeurIPS 2020) of an image as a matrix X of C×(H·W):
/// <c>Z = (I + U_c V_c) X (I + U_s V_s)</c>, a mixing of channels that is the same at every pixel and one of pixels that is the same
/// in every channel, each of low rank. Log-det <c>H·W·ln |det(I + V_c U_c)| + C·ln |det(I + V_s U_s)|</c>; each side is inverted by
/// the Woodbury identity, exactly and without a recursion (<see cref="LowRankConv1x1"/>).
/// </summary>
/// <remarks>
/// The mixing of pixels is a <see cref="LowRankConv1x1"/> of <c>Xᵀ</c>, whose U and V are V_sᵀ and U_sᵀ of the formula. Its weights
/// have an entry a pixel: unlike a convolution, the layer is of one image size. It starts as the identity.
/// </remarks>
public sealed class WoodburyTransform : Chain
{
    /// <summary>The ranks d_c and d_s where there are as many channels and pixels, else their number.</summary>
    public const int DefaultRank = 16;

    private readonly int _channelRank, _pixelRank;

    /// <summary>The identity, until it is trained.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of this one size.</param>
    /// <param name="channelRank">The largest d_c; no more than C is used.</param>
    /// <param name="pixelRank">The largest d_s; no more than H·W is used.</param>
    /// <param name="random">Draws V_c, then U_s.</param>
    public WoodburyTransform(string name, ImageShape shape, int channelRank, int pixelRank, PhiloxSequence random)
        : base(name, [
            new LowRankConv1x1(name + ".channels", shape, Math.Min(channelRank, shape.Channels), random),
            new ExchangePixels(name + ".exchange", shape),
            new LowRankConv1x1(name + ".pixels", ExchangePixels.Exchanged(shape), Math.Min(pixelRank, shape.Plane), random),
            new InverseBijector(new ExchangePixels(name + ".back", shape)),
        ])
    {
        (_channelRank, _pixelRank) = (Math.Min(channelRank, shape.Channels), Math.Min(pixelRank, shape.Plane));
    }

    /// <inheritdoc/>
    public override string Describe() => FormattableString.Invariant($"WoodburyTransform of ranks {_channelRank} and {_pixelRank}");
}
