using FlowCore.Autodiff;
using FlowCore.Layers;
using FlowCore.Tensors;

namespace FlowCore.Outside.Extending;

/// <summary>A user's bijector: <see cref="SlopeOperation"/> with slopes that are learned, 1 at first.</summary>
public sealed class TwoSlopes : Bijector
{
    private readonly Parameter _logSlopes;

    public TwoSlopes(string name, ImageShape shape)
        : base(name, shape, shape)
    {
        _logSlopes = new Parameter(name + ".logSlopes", new Shape(shape.Channels, 2), () => new double[2 * shape.Channels]);
    }

    public override IReadOnlyList<Parameter> Parameters => [_logSlopes];

    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
        x.Slope(x.Tape.Use(_logSlopes), sign: 1);

    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
        z.Slope(z.Tape.Use(_logSlopes), sign: -1);
}
