using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The first ⌈C/2⌉ channels pass and set the scale and shift of the others: <c>z₂ = x₂·exp(s) + t</c> with
/// <c>s = 2·tanh(h_s/2)</c>, log-det <c>Σ s</c>, inverse <c>x₂ = (z₂ − t)·exp(−s)</c>. The net of <see cref="Coupling"/> gives
/// <c>[h_s; t]</c> (Glow, section 3.3; the bounded scale is FInC Flow's).
/// </summary>
public sealed class AffineCoupling : Coupling
{
    /// <summary>A coupling that starts as the identity.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of at least 2 channels.</param>
    /// <param name="width">Hidden channels of the net.</param>
    /// <param name="random">Draws the net's first weights.</param>
    /// <param name="condition">
    /// Labels K×1×1 that scale and shift depend on besides: the net sees a learned vector of the class beside its channels. Null
    /// for none.
    /// </param>
    public AffineCoupling(string name, ImageShape shape, int width, PhiloxSequence random, ImageShape? condition = null)
        : this(name, shape, HalfOf(shape), shape.Channels - HalfOf(shape), width, random, condition)
    {
    }

    /// <summary>One that changes some of the channels; those after them pass unseen.</summary>
    internal AffineCoupling(
        string name, ImageShape shape, int passing, int changed, int width, PhiloxSequence random, ImageShape? condition)
        : base(name, shape, passing, changed, numbers: 2, width, random, condition)
    {
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
        x.CoupleForward<BoundedLogScale>(NetOf(x, condition), FirstChanged);

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
        z.CoupleInverse<BoundedLogScale>(NetOf(z, condition), FirstChanged);
}
