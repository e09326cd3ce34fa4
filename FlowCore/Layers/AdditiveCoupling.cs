using FlowCore.Autodiff.Operations;
using FlowCore.Random;

namespace FlowCore.Layers;

/// <summary>
/// The first ⌈C/2⌉ channels pass and shift the others: <c>z₂ = x₂ + t</c>, log-det 0, inverse <c>x₂ = z₂ − t</c>. The net of
/// <see cref="Coupling"/> gives t (Dinh, Krueger and Bengio, NICE, 2014, section 3.2; with Glow's net, its section 3.3).
/// </summary>
public sealed class AdditiveCoupling : Coupling
{
    /// <summary>A coupling that starts as the identity.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="shape">Images of at least 2 channels.</param>
    /// <param name="width">Hidden channels of the net.</param>
    /// <param name="random">Draws the net's first weights.</param>
    /// <param name="condition">
    /// Labels K×1×1 that the shift depends on besides: the net sees a learned vector of the class beside its channels. Null for
    /// none.
    /// </param>
    public AdditiveCoupling(string name, ImageShape shape, int width, PhiloxSequence random, ImageShape? condition = null)
        : base(name, shape, HalfOf(shape), shape.Channels - HalfOf(shape), numbers: 1, width, random, condition)
    {
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
        (x.CoupleShift(NetOf(x, condition)), x.Tape.ZeroLogDet(x.Shape.Batch));

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
        (z.CoupleShift(NetOf(z, condition), scale: -1), z.Tape.ZeroLogDet(z.Shape.Batch));
}
