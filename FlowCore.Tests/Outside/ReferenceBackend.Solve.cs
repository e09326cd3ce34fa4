using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void MaskedSolve(Tensor y, Tensor folded, ImmutableArray<Orientation> orientations, Tensor x)
    {
        var from = View(y);
        var kernel = View(folded);
        var to = View(x);
        var (groups, kh, kw, q) = (folded.Shape[0], folded.Shape[1], folded.Shape[2], folded.Shape[3]);
        foreach (var (g, n, row, column) in Each.Of(groups, x.Shape.Batch, x.Shape.Height, x.Shape.Width))
        {
            var (sy, sx) = (orientations[g].RowSign(), orientations[g].ColumnSign());
            var i = sy > 0 ? row : x.Shape.Height - 1 - row;
            var j = sx > 0 ? column : x.Shape.Width - 1 - column;
            for (var o = 0; o < q; o++)
            {
                var sum = 0.0;
                foreach (var (a, b, m) in Each.Of(kh, kw, q))
                {
                    sum += (a, b) == (0, 0)
                        ? kernel[g, 0, 0, o, m] * from[(g * q) + m, n, i, j]
                        : -kernel[g, a, b, o, m] * to.Padded((g * q) + m, n, i - (a * sy), j - (b * sx));
                }

                to[(g * q) + o, n, i, j] = sum;
            }
        }
    }

    public void MaskedSolveTransposed(Tensor g, Tensor folded, ImmutableArray<Orientation> orientations, Tensor u)
    {
        var from = View(g);
        var kernel = View(folded);
        var to = View(u);
        var v = new ReferenceView(new double[u.Shape.Count], u.Shape);
        var (groups, kh, kw, q) = (folded.Shape[0], folded.Shape[1], folded.Shape[2], folded.Shape[3]);
        foreach (var (group, n, row, column) in Each.Of(groups, u.Shape.Batch, u.Shape.Height, u.Shape.Width))
        {
            // From the far corner: the last pixel of the orientation's order comes first.
            var (sy, sx) = (orientations[group].RowSign(), orientations[group].ColumnSign());
            var i = sy > 0 ? u.Shape.Height - 1 - row : row;
            var j = sx > 0 ? u.Shape.Width - 1 - column : column;
            for (var m = 0; m < q; m++)
            {
                var sum = from[(group * q) + m, n, i, j];
                foreach (var (a, b, o) in Each.Of(kh, kw, q))
                {
                    sum -= (a, b) == (0, 0)
                        ? 0.0
                        : kernel[group, a, b, o, m] * v.Padded((group * q) + o, n, i + (a * sy), j + (b * sx));
                }

                v[(group * q) + m, n, i, j] = sum;
            }
        }

        foreach (var (c, n, i, j) in Each.Of(u.Shape.Channels, u.Shape.Batch, u.Shape.Height, u.Shape.Width))
        {
            var (group, m) = (c / q, c % q);
            var sum = 0.0;
            for (var o = 0; o < q; o++)
            {
                sum += kernel[group, 0, 0, o, m] * v[(group * q) + o, n, i, j];
            }

            to[c, n, i, j] = sum;
        }
    }
}
