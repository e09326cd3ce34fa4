using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Layers;

namespace FlowCore.Tests.Support;

/// <summary>The layers of a chain one after the other, every value held by the caller, so that none works in place.</summary>
internal sealed class Apart(Chain chain) : Bijector("apart", chain.InputShape, chain.OutputShape)
{
    public override IReadOnlyList<Parameter> Parameters => chain.Parameters;

    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x) => Run(x, inverse: false);

    protected override (Variable Value, Variable LogDet) InverseCore(Variable z) => Run(z, inverse: true);

    private (Variable Value, Variable LogDet) Run(Variable value, bool inverse)
    {
        Variable? total = null;
        foreach (var layer in inverse ? chain.Children.Reverse() : chain.Children)
        {
            (value, var logDet) = inverse ? layer.Inverse(value) : layer.Forward(value);
            total = total is null ? logDet : total.Plus(logDet);
        }

        return (value, total!);
    }
}
