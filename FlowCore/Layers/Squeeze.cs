using FlowCore.Autodiff.Operations;

namespace FlowCore.Layers;

/// <summary>
/// 2×2 space to depth: pixel (2i + dy, 2j + dx) of channel c becomes pixel (i, j) of channel <c>4c + 2dy + dx</c> (the order
/// of Glow, on which the four groups of a <see cref="FincUnit"/> depend). Log-det 0.
/// </summary>
public sealed class Squeeze : Bijector
{
    /// <summary>A squeeze of images with even height and width.</summary>
    public Squeeze(string name, ImageShape shape)
        : base(name, shape, shape.Squeezed())
    {
        if (shape.Height % 2 != 0 || shape.Width % 2 != 0)
        {
            throw new ShapeException(name, "an even height and width", $"{shape}", "Use fewer levels or another image size.");
        }
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
        (x.Squeeze(), x.Tape.ZeroLogDet(x.Shape.Batch));

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
        (z.Unsqueeze(), z.Tape.ZeroLogDet(z.Shape.Batch));
}
