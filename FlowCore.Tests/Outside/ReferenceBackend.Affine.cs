using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void AffineForward(Tensor x, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor y)
    {
        var from = View(x);
        var b = View(shift);
        var l = View(logScale);
        var to = View(y);
        foreach (var (c, n, i, j) in Each.Of(x.Shape.Channels, x.Shape.Batch, x.Shape.Height, x.Shape.Width))
        {
            to[c, n, i, j] = (from[c, n, i, j] + (affine.ShiftSign * b[c])) * Math.Exp(affine.ScaleFactor * l[c]);
        }
    }

    public void AffineForwardGradient(
        Tensor y, Tensor dy, Tensor logScale, ChannelAffine affine, Tensor? dx, bool accumulate, Tensor dshift, Tensor dlogScale)
    {
        var value = View(y);
        var from = View(dy);
        var l = View(logScale);
        var db = View(dshift);
        var dl = View(dlogScale);
        foreach (var (c, n, i, j) in Each.Of(y.Shape.Channels, y.Shape.Batch, y.Shape.Height, y.Shape.Width))
        {
            var e = Math.Exp(affine.ScaleFactor * l[c]);
            var d = from[c, n, i, j];
            db[c] += affine.ShiftSign * e * d;
            dl[c] += affine.ScaleFactor * d * value[c, n, i, j];
            if (dx is not null)
            {
                Put(ref View(dx)[c, n, i, j], d * e, accumulate);
            }
        }
    }

    public void AffineInverse(Tensor y, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor x)
    {
        var from = View(y);
        var b = View(shift);
        var l = View(logScale);
        var to = View(x);
        foreach (var (c, n, i, j) in Each.Of(y.Shape.Channels, y.Shape.Batch, y.Shape.Height, y.Shape.Width))
        {
            to[c, n, i, j] = (from[c, n, i, j] * Math.Exp(-affine.ScaleFactor * l[c])) - (affine.ShiftSign * b[c]);
        }
    }

    public void AffineInverseGradient(
        Tensor y, Tensor dx, Tensor logScale, ChannelAffine affine, Tensor? dy, bool accumulate, Tensor dshift, Tensor dlogScale)
    {
        var value = View(y);
        var from = View(dx);
        var l = View(logScale);
        var db = View(dshift);
        var dl = View(dlogScale);
        foreach (var (c, n, i, j) in Each.Of(y.Shape.Channels, y.Shape.Batch, y.Shape.Height, y.Shape.Width))
        {
            var inverse = Math.Exp(-affine.ScaleFactor * l[c]);
            var d = from[c, n, i, j];
            db[c] -= affine.ShiftSign * d;
            dl[c] -= affine.ScaleFactor * d * value[c, n, i, j] * inverse;
            if (dy is not null)
            {
                Put(ref View(dy)[c, n, i, j], d * inverse, accumulate);
            }
        }
    }

    public void Moments(Tensor x, Tensor mean, Tensor variance)
    {
        var from = View(x);
        for (var c = 0; c < x.Shape.Channels; c++)
        {
            var (sum, squares) = (0.0, 0.0);
            foreach (var (n, i, j) in Each.Of(x.Shape.Batch, x.Shape.Height, x.Shape.Width))
            {
                sum += from[c, n, i, j];
            }

            var middle = sum / x.Shape.Columns;
            foreach (var (n, i, j) in Each.Of(x.Shape.Batch, x.Shape.Height, x.Shape.Width))
            {
                var distance = from[c, n, i, j] - middle;
                squares += distance * distance;
            }

            View(mean)[c] = middle;
            View(variance)[c] = squares / x.Shape.Columns;
        }
    }

    public void BroadcastSum(Tensor x, double factor, Tensor y)
    {
        var from = View(x);
        var sum = 0.0;
        for (var c = 0; c < from.Count; c++)
        {
            sum += from[c];
        }

        Numbers(y).Fill(factor * sum);
    }

    public void BroadcastSumGradient(Tensor dy, double factor, Tensor dx)
    {
        var from = View(dy);
        var to = View(dx);
        foreach (var (c, n) in Each.Of(to.Count, from.Count))
        {
            to[c] += factor * from[n];
        }
    }
}
