using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void Adam(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step)
    {
        var parameter = Pointer(p);
        var gradient = Pointer(g);
        var first = Pointer(m);
        var second = Pointer(v);
        var scalars = new AdamScalars(step);
        ForElements(p.Shape.Count, (start, count) =>
            AdamRow(scalars, parameter + start, gradient + start, first + start, second + start, count));
    }

    private static void AdamRow(AdamScalars scalars, float* p, float* g, float* m, float* v, long count)
    {
        for (var i = 0L; i < count; i += Lanes.Width)
        {
            var left = count - i;
            var gradient = Lanes.Load(g + i, left) * scalars.GradientScale;
            var first = (Lanes.Load(m + i, left) * scalars.Beta1) + (gradient * scalars.Blend1);
            var second = (Lanes.Load(v + i, left) * scalars.Beta2) + (gradient * gradient * scalars.Blend2);
            Lanes.Store(first, m + i, left);
            Lanes.Store(second, v + i, left);
            var root = Vector512.Sqrt(second * scalars.Correction2) + Vector512.Create(scalars.Epsilon);
            var parameter = Lanes.Load(p + i, left);

            // Decay and step are added before they meet the parameter: they are small, and it is rounded once.
            Lanes.Store(parameter - ((parameter * scalars.Decay) + (first * scalars.StepSize / root)), p + i, left);
        }
    }

    /// <summary>What a step's scalars come to, in double and rounded once: 1 − β₂ in float would lose four digits.</summary>
    private readonly struct AdamScalars(AdamStep step)
    {
        public readonly float GradientScale = (float)step.GradientScale;
        public readonly float Beta1 = (float)step.Beta1;
        public readonly float Blend1 = (float)(1.0 - step.Beta1);
        public readonly float Beta2 = (float)step.Beta2;
        public readonly float Blend2 = (float)(1.0 - step.Beta2);
        public readonly float StepSize = (float)(step.LearningRate / (1.0 - Math.Pow(step.Beta1, step.Step)));
        public readonly float Correction2 = (float)(1.0 / (1.0 - Math.Pow(step.Beta2, step.Step)));
        public readonly float Epsilon = (float)step.Epsilon;
        public readonly float Decay = (float)(step.LearningRate * step.WeightDecay);
    }
}
