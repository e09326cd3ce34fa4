using FlowCore.Ops;
using FlowCore.Random;
using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void LogDensity<TDensity>(Tensor z, Tensor y)
        where TDensity : struct, ILogDensity
    {
        var from = View(z);
        var to = View(y);
        foreach (var (c, n, i, j) in Each.Of(z.Shape.Channels, z.Shape.Batch, z.Shape.Height, z.Shape.Width))
        {
            to[n] += TDensity.LogDensity(from[c, n, i, j]);
        }
    }

    public void LogDensityGradient<TDensity>(Tensor z, Tensor dy, Tensor dz, bool accumulate)
        where TDensity : struct, ILogDensity
    {
        var from = View(z);
        var weight = View(dy);
        var to = View(dz);
        foreach (var (c, n, i, j) in Each.Of(z.Shape.Channels, z.Shape.Batch, z.Shape.Height, z.Shape.Width))
        {
            Put(ref to[c, n, i, j], weight[n] * TDensity.Score(from[c, n, i, j]), accumulate);
        }
    }

    public void FillNormal(Tensor x, RandomKey key, ReadOnlySpan<int> ids, double scale)
    {
        var to = View(x);
        foreach (var (c, n, i, j) in Each.Of(x.Shape.Channels, x.Shape.Batch, x.Shape.Height, x.Shape.Width))
        {
            to[c, n, i, j] = scale * Normal(key, ids[n], Element(x.Shape, c, i, j));
        }
    }

    /// <summary>The index of an element in [C, H, W] order: what a draw is counted by.</summary>
    private static int Element(Shape shape, int c, int i, int j) => (((c * shape.Height) + i) * shape.Width) + j;

    private static uint Word(RandomKey key, int id, int element) =>
        Philox.Block(key, (uint)id, (uint)(element / 4))[element % 4];

    /// <summary>Box and Muller: elements 2m and 2m+1 share the words 2m and 2m+1.</summary>
    private static double Normal(RandomKey key, int id, int element)
    {
        var first = element - (element % 2);
        var radius = Math.Sqrt(-2.0 * Math.Log(((Word(key, id, first) >> 9) + 0.5) / (1 << 23)));
        var angle = 2.0 * Math.PI * ((Word(key, id, first + 1) >> 8) / (double)(1 << 24));
        return radius * (element == first ? Math.Cos(angle) : Math.Sin(angle));
    }
}
