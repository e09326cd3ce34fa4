using FlowCore.Autodiff;
using FlowCore.Layers;
using FlowCore.Tensors;

namespace FlowCore.Tests.Onnx;

/// <summary>The identity, by an operation of training.</summary>
internal sealed class Eased(string name, ImageShape shape) : Bijector(name, shape, shape)
{
    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition)
    {
        var y = x.Tape.Allocate(x.Shape);
        x.Tape.Backend.Fill(y, 0);
        x.Tape.Backend.Lerp(x.Value, weight: 1, y);
        return (x.Tape.Input(y), x.Tape.ZeroLogDet(x.Shape.Batch));
    }

    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition) =>
        (z, z.Tape.ZeroLogDet(z.Shape.Batch));
}
