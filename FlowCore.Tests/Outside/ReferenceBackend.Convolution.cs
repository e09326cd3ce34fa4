using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void Convolve<TActivation>(Tensor x, Tensor w, Tensor? bias, Tensor y)
        where TActivation : struct, IActivation
    {
        var image = View(x);
        var kernel = View(w);
        var result = View(y);
        var (inputs, kh, kw) = (w.Shape[1], w.Shape[2], w.Shape[3]);
        foreach (var (o, n, i, j) in Each.Of(w.Shape[0], y.Shape.Batch, y.Shape.Height, y.Shape.Width))
        {
            var sum = bias is null ? 0.0 : View(bias)[o];
            foreach (var (c, a, b) in Each.Of(inputs, kh, kw))
            {
                sum += kernel[o, c, a, b] * image.Padded(c, n, i + a - ((kh - 1) / 2), j + b - ((kw - 1) / 2));
            }

            result[o, n, i, j] = TActivation.Forward(sum);
        }
    }

    public void ConvolveInputGradient(Tensor dy, Tensor w, Tensor dx, bool accumulate)
    {
        var from = View(dy);
        var kernel = View(w);
        var to = View(dx);
        var (outputs, kh, kw) = (w.Shape[0], w.Shape[2], w.Shape[3]);
        foreach (var (c, n, i, j) in Each.Of(w.Shape[1], dx.Shape.Batch, dx.Shape.Height, dx.Shape.Width))
        {
            var sum = 0.0;
            foreach (var (o, a, b) in Each.Of(outputs, kh, kw))
            {
                sum += kernel[o, c, a, b] * from.Padded(o, n, i - a + ((kh - 1) / 2), j - b + ((kw - 1) / 2));
            }

            Put(ref to[c, n, i, j], sum, accumulate);
        }
    }

    public void ConvolveWeightGradient(Tensor x, Tensor dy, Tensor dw, double scale)
    {
        var image = View(x);
        var from = View(dy);
        var to = View(dw);
        var (kh, kw) = (dw.Shape[2], dw.Shape[3]);
        foreach (var (o, c, a, b) in Each.Of(dw.Shape[0], dw.Shape[1], kh, kw))
        {
            var sum = 0.0;
            foreach (var (n, i, j) in Each.Of(dy.Shape.Batch, dy.Shape.Height, dy.Shape.Width))
            {
                sum += from[o, n, i, j] * image.Padded(c, n, i + a - ((kh - 1) / 2), j + b - ((kw - 1) / 2));
            }

            to[o, c, a, b] += scale * sum;
        }
    }

    public void SumChannels(Tensor x, Tensor sums)
    {
        var image = View(x);
        var to = View(sums);
        foreach (var (c, n, i, j) in Each.Of(x.Shape.Channels, x.Shape.Batch, x.Shape.Height, x.Shape.Width))
        {
            to[c] += image[c, n, i, j];
        }
    }
}
