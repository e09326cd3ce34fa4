using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void Squeeze(Tensor x, Tensor y, bool accumulate)
    {
        var from = View(x);
        var to = View(y);
        foreach (var (c, n, i, j) in Each.Of(x.Shape.Channels, x.Shape.Batch, x.Shape.Height, x.Shape.Width))
        {
            var (dy, dx) = (i % 2, j % 2);
            Put(ref to[(4 * c) + (2 * dy) + dx, n, i / 2, j / 2], from[c, n, i, j], accumulate);
        }
    }

    public void Unsqueeze(Tensor y, Tensor x, bool accumulate)
    {
        var from = View(y);
        var to = View(x);
        foreach (var (c, n, i, j) in Each.Of(x.Shape.Channels, x.Shape.Batch, x.Shape.Height, x.Shape.Width))
        {
            var (dy, dx) = (i % 2, j % 2);
            Put(ref to[c, n, i, j], from[(4 * c) + (2 * dy) + dx, n, i / 2, j / 2], accumulate);
        }
    }

    public void MoveImages(Tensor x, int rows, int columns, Tensor y, bool accumulate)
    {
        var from = View(x);
        var to = View(y);
        foreach (var (c, n, i, j) in Each.Of(y.Shape.Channels, y.Shape.Batch, y.Shape.Height, y.Shape.Width))
        {
            var (row, column) = (i - rows, j - columns);
            var inside = row >= 0 && row < x.Shape.Height && column >= 0 && column < x.Shape.Width;
            Put(ref to[c, n, i, j], inside ? from[c, n, row, column] : 0, accumulate);
        }
    }

    public void ExchangePixels(Tensor x, Tensor y, bool accumulate)
    {
        var from = View(x);
        var to = View(y);
        foreach (var (c, n, i, j) in Each.Of(x.Shape.Channels, x.Shape.Batch, x.Shape.Height, x.Shape.Width))
        {
            Put(ref to[(i * x.Shape.Width) + j, n, c / y.Shape.Width, c % y.Shape.Width], from[c, n, i, j], accumulate);
        }
    }
}
