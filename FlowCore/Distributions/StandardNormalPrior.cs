using FlowCore.Autodiff.Operations;

namespace FlowCore.Distributions;

/// <summary>
/// Independent standard normals, <c>ln p(z) = Σ −½(z² + ln 2π)</c>. A diagonal density needs no D×D covariance.
/// </summary>
/// <param name="name">Its path in the model.</param>
/// <param name="shape">The latent, C×H×W.</param>
public sealed class StandardNormalPrior(string name, ImageShape shape) : Prior(name, shape)
{
    /// <inheritdoc/>
    public override bool IsNormal => true;

    /// <inheritdoc/>
    public override string Describe() => "standard normal";

    /// <inheritdoc/>
    protected override Variable LogDensityCore(Variable z, Variable? parent, Variable? condition) =>
        z.LogDensity<StandardNormal>();

    /// <inheritdoc/>
    protected override Variable SampleCore(Tape tape, PriorDraw draw, Variable? parent, Variable? condition)
    {
        var z = tape.Allocate(Shape.Batched(draw.Ids.Length));
        tape.Backend.FillNormal(z, draw.Key, draw.Ids.Span, draw.Temperature);
        return tape.Input(z);
    }

    /// <inheritdoc/>
    protected override Variable StandardizeCore(Variable z, Variable? parent, Variable? condition) => z;

    /// <inheritdoc/>
    protected override Variable UnstandardizeCore(Variable normal, Variable? parent, Variable? condition) => normal;
}
