using FlowCore.Autodiff.Operations;

namespace FlowCore.Layers;

/// <summary>
/// Pixels become channels and channels pixels, <c>z[p, c] = x[c, p]</c>, so that what mixes channels mixes all pixels of a channel
/// alike. Log-det 0; the inverse exchanges them back.
/// </summary>
public sealed class ExchangePixels : Bijector
{
    /// <summary>C×H×W to (H·W)×C×1.</summary>
    public ExchangePixels(string name, ImageShape shape)
        : base(name, shape, Exchanged(shape))
    {
    }

    /// <summary>What it makes of a shape, (H·W)×C×1.</summary>
    /// <param name="shape">C×H×W.</param>
    public static ImageShape Exchanged(ImageShape shape) => new(shape.Plane, shape.Channels, 1);

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
        (x.ExchangePixels(OutputShape.Height, OutputShape.Width), x.Tape.ZeroLogDet(x.Shape.Batch));

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
        (z.ExchangePixels(InputShape.Height, InputShape.Width), z.Tape.ZeroLogDet(z.Shape.Batch));
}
