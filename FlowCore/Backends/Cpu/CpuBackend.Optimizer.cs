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
        var update = new AdamUpdate(step);
        ForElements(p.Shape.Count, (start, end, _) =>
        {
            for (var i = start; i < end; i += Lanes.Width)
            {
                var left = end - i;
                var slope = Lanes.Load(gradient + i, left);
                var m1 = update.First(Lanes.Load(first + i, left), slope);
                var v1 = update.Second(Lanes.Load(second + i, left), slope);
                Lanes.Store(m1, first + i, left);
                Lanes.Store(v1, second + i, left);
                Lanes.Store(update.Parameter(Lanes.Load(parameter + i, left), m1, v1), parameter + i, left);
            }
        });
    }
}
