using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void LogDensity<TDensity>(Tensor z, Tensor y)
        where TDensity : struct, ILogDensity
    {
        var p = Pointer(z);
        var to = Pointer(y);
        var size = z.Shape.Plane;
        ReducePlanes(
            z.Shape,
            plane =>
            {
                var sum = default(LaneSum);
                var end = (plane + 1) * size;
                for (var i = plane * size; i < end; i += Lanes.Width)
                {
                    sum.Add(TDensity.LogDensity(Lanes.Load(p + i, end - i)), end - i);
                }

                return sum.Total;
            },
            (n, sum) => to[n] += (float)sum);
    }

    /// <inheritdoc/>
    public void LogDensityGradient<TDensity>(Tensor z, Tensor dy, Tensor dz, bool accumulate)
        where TDensity : struct, ILogDensity
    {
        var p = Pointer(z);
        var gradient = Pointer(dy);
        var to = Pointer(dz);
        var (size, samples) = (z.Shape.Plane, z.Shape.Batch);
        ForPlanes(z.Shape, plane =>
        {
            var score = new ScaledScore<TDensity>(gradient[plane % samples]);
            Lanes.Map(score, p + (plane * size), to + (plane * size), size, accumulate);
        });
    }

    private readonly struct ScaledScore<TDensity>(float scale) : ILaneFunction
        where TDensity : struct, ILogDensity
    {
        public Vector512<float> Apply(Vector512<float> x) => TDensity.Score(x) * scale;
    }
}
