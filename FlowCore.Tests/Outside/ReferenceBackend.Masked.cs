using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void MaskedConvolve(Tensor x, Tensor taps, ImmutableArray<Orientation> orientations, Tensor y)
    {
        var image = View(x);
        var kernel = View(taps);
        var to = View(y);
        var (kh, kw, q) = (taps.Shape[1], taps.Shape[2], taps.Shape[3]);
        foreach (var (c, n, i, j) in Each.Of(y.Shape.Channels, y.Shape.Batch, y.Shape.Height, y.Shape.Width))
        {
            var (g, o) = (c / q, c % q);
            var (sy, sx) = (orientations[g].RowSign(), orientations[g].ColumnSign());
            var sum = 0.0;
            foreach (var (a, b, m) in Each.Of(kh, kw, q))
            {
                sum += kernel[g, a, b, o, m] * image.Padded((g * q) + m, n, i - (a * sy), j - (b * sx));
            }

            to[c, n, i, j] = sum;
        }
    }

    public void MaskedConvolveInputGradient(
        Tensor dy, Tensor taps, ImmutableArray<Orientation> orientations, Tensor dx, bool accumulate)
    {
        var from = View(dy);
        var kernel = View(taps);
        var to = View(dx);
        var (kh, kw, q) = (taps.Shape[1], taps.Shape[2], taps.Shape[3]);
        foreach (var (c, n, i, j) in Each.Of(dx.Shape.Channels, dx.Shape.Batch, dx.Shape.Height, dx.Shape.Width))
        {
            var (g, m) = (c / q, c % q);
            var (sy, sx) = (orientations[g].RowSign(), orientations[g].ColumnSign());
            var sum = 0.0;
            foreach (var (a, b, o) in Each.Of(kh, kw, q))
            {
                sum += kernel[g, a, b, o, m] * from.Padded((g * q) + o, n, i + (a * sy), j + (b * sx));
            }

            Put(ref to[c, n, i, j], sum, accumulate);
        }
    }

    public void MaskedConvolveWeightGradient(
        Tensor x, Tensor dy, ImmutableArray<Orientation> orientations, Tensor dtaps, double scale)
    {
        var image = View(x);
        var from = View(dy);
        var to = View(dtaps);
        var (groups, kh, kw, q) = (dtaps.Shape[0], dtaps.Shape[1], dtaps.Shape[2], dtaps.Shape[3]);
        for (var g = 0; g < groups; g++)
        {
            var (sy, sx) = (orientations[g].RowSign(), orientations[g].ColumnSign());
            foreach (var (a, b, o, m) in Each.Of(kh, kw, q, q))
            {
                var sum = 0.0;
                foreach (var (n, i, j) in Each.Of(x.Shape.Batch, x.Shape.Height, x.Shape.Width))
                {
                    sum += from[(g * q) + o, n, i, j] * image.Padded((g * q) + m, n, i - (a * sy), j - (b * sx));
                }

                to[g, a, b, o, m] += scale * sum;
            }
        }
    }
}
