using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void Adam(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step) => Update(new AdamUpdate(step), p, g, m, v);

    /// <inheritdoc/>
    public void Adamax(Tensor p, Tensor g, Tensor m, Tensor u, AdamStep step) => Update(new AdamaxUpdate(step), p, g, m, u);

    /// <inheritdoc/>
    public void Lerp(Tensor x, double weight, Tensor y)
    {
        var next = Pointer(x);
        var average = Pointer(y);
        var part = (float)weight;
        ForElements(y.Shape.Count, (start, end, _) =>
        {
            for (var i = start; i < end; i += Lanes.Width)
            {
                var left = end - i;
                var before = Lanes.Load(average + i, left);
                Lanes.Store(before + ((Lanes.Load(next + i, left) - before) * part), average + i, left);
            }
        });
    }

    private void Update<TUpdate>(TUpdate update, Tensor p, Tensor g, Tensor m, Tensor v)
        where TUpdate : struct, IMomentUpdate
    {
        var parameter = Pointer(p);
        var gradient = Pointer(g);
        var first = Pointer(m);
        var second = Pointer(v);
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
