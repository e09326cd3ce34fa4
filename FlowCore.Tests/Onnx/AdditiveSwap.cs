using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Layers;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Tests.Onnx;

/// <summary>A user's bijector of operations of the tape: <c>[x1; x2] → [x2 + relu(w ∗ x1); x1]</c>, log-det 0.</summary>
internal sealed class AdditiveSwap : Bijector
{
    private readonly Parameter _weight;
    private readonly int _half;

    public AdditiveSwap(string name, ImageShape shape)
        : base(name, shape, shape)
    {
        _half = shape.Channels / 2;
        _weight = new Parameter(name + ".weight", new Shape(_half, _half, 3, 3), () =>
            [.. Enumerable.Range(0, _half * _half * 9).Select(i => Math.Sin(i) / 4)]);
    }

    public override IReadOnlyList<Parameter> Parameters => [_weight];

    protected override (Variable Value, Variable LogDet) ForwardCore(Variable x, Variable? condition)
    {
        var (first, second) = (x.Channels(0, _half), x.Channels(_half, _half));
        var shift = first.Convolve<Relu>(x.Tape.Use(_weight), bias: null);
        return (second.Plus(shift).Join(first), x.Tape.ZeroLogDet(x.Shape.Batch));
    }

    protected override (Variable Value, Variable LogDet) InverseCore(Variable z, Variable? condition)
    {
        var (sum, first) = (z.Channels(0, _half), z.Channels(_half, _half));
        var shift = first.Convolve<Relu>(z.Tape.Use(_weight), bias: null);
        return (first.Join(sum.Plus(shift, -1)), z.Tape.ZeroLogDet(z.Shape.Batch));
    }
}
