using FlowCore.Autodiff.Operations;

namespace FlowCore.Layers;

/// <summary>
/// A learned scale and bias of each channel, <c>z = (x + b_c)·d_c</c> with <c>d_c = exp(l_c)</c>, log-det <c>H·W·Σ l_c</c>, inverse
/// <c>x = z/d_c − b_c</c>. After a masked convolution with a unit diagonal, <c>D·(K x + b)</c> is one with the diagonal D: its
/// row o is row o of K times d_o, and any lower triangular corner with a positive diagonal is such a product. It starts as the
/// identity, and takes nothing from data, unlike <see cref="ActNorm"/>.
/// </summary>
public sealed class ChannelDiagonal : Bijector
{
    private readonly Parameter _bias;
    private readonly Parameter _logDiagonal;

    /// <summary>The identity, until it is trained.</summary>
    public ChannelDiagonal(string name, ImageShape shape)
        : base(name, shape, shape)
    {
        _bias = InitialValues.Zeros(name + ".bias", new Shape(shape.Channels));
        _logDiagonal = InitialValues.Zeros(name + ".logDiagonal", new Shape(shape.Channels));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [_bias, _logDiagonal];

    /// <inheritdoc/>
    internal override bool WorksInPlace => true;

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition)
    {
        var logDiagonal = x.Tape.Use(_logDiagonal);
        var z = x.AffineForward(x.Tape.Use(_bias), logDiagonal, ChannelAffine.Diagonal);
        return (z, logDiagonal.BroadcastSum(InputShape.Plane, x.Shape.Batch));
    }

    /// <inheritdoc/>
    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition)
    {
        var logDiagonal = z.Tape.Use(_logDiagonal);
        var x = z.AffineInverse(z.Tape.Use(_bias), logDiagonal, ChannelAffine.Diagonal);
        return (x, logDiagonal.BroadcastSum(-InputShape.Plane, z.Shape.Batch));
    }
}
