using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void BroadcastPlanes(Tensor x, Tensor y)
    {
        var from = View(x);
        var to = View(y);
        foreach (var (c, n, i, j) in Each.Of(y.Shape.Channels, y.Shape.Batch, y.Shape.Height, y.Shape.Width))
        {
            to[c, n, i, j] = from[c, n, 0, 0];
        }
    }

    public void SumPlanes(Tensor x, Tensor sums)
    {
        var from = View(x);
        var to = View(sums);
        foreach (var (c, n, i, j) in Each.Of(x.Shape.Channels, x.Shape.Batch, x.Shape.Height, x.Shape.Width))
        {
            to[c, n, 0, 0] += from[c, n, i, j];
        }
    }
}
