using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Distributions;
using FlowCore.Random;
using FlowCore.Tensors;

namespace FlowCore.Outside.Extending;

/// <summary>A user's prior, <c>ln p(z) = −|z| − ln 2</c>, by a density of the user's own that every backend compiles.</summary>
public sealed class LaplacePrior(string name, ImageShape shape) : Prior(name, shape)
{
    protected override Variable LogDensityCore(Variable z, Variable? parent, Variable? condition) => z.LogDensity<Laplace>();

    protected override Variable SampleCore(Tape tape, PriorDraw draw, Variable? parent, Variable? condition)
    {
        var z = tape.Allocate(Shape.Batched(draw.Ids.Length));
        var values = new double[z.Shape.Count];
        for (var n = 0; n < draw.Ids.Length; n++)
        {
            var sequence = new PhiloxSequence(draw.Key, (uint)draw.Ids.Span[n]);
            for (var i = 0; i < Shape.Dimensions; i++)
            {
                var (c, p) = Math.DivRem(i, Shape.Plane);
                var u = sequence.NextUniform() - 0.5;
                values[(((c * draw.Ids.Length) + n) * Shape.Plane) + p] =
                    -draw.Temperature * Math.Sign(u) * Math.Log(1 - (2 * Math.Abs(u)));
            }
        }

        tape.Backend.Write(values, z);
        return tape.Input(z);
    }
}
