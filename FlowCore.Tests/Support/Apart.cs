using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Layers;

namespace FlowCore.Tests.Support;

/// <summary>The layers of a chain one after the other, every value held by the caller, so that none works in place.</summary>
internal sealed class Apart(Chain chain) : Bijector("apart", chain.InputShape, chain.OutputShape)
{
    public override IReadOnlyList<Bijector> Children => [chain];

    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition) =>
        Run(x, condition, inverse: false);

    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
        Run(z, condition, inverse: true);

    private (Variable Value, Variable LogDet) Run(Variable value, Variable? condition, bool inverse)
    {
        Variable? total = null;
        foreach (var layer in inverse ? chain.Children.Reverse() : chain.Children)
        {
            (value, var logDet) = inverse ? layer.Inverse(value, condition) : layer.Forward(value, condition);
            total = total is null ? logDet : total.Plus(logDet);
        }

        return (value, total!);
    }
}
