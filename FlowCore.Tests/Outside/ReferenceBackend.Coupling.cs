using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void CoupleForward<TLogScale>(Tensor x, Tensor h, Tensor y, Tensor logDet)
        where TLogScale : struct, IActivation
    {
        var from = View(x);
        var net = View(h);
        var to = View(y);
        Numbers(logDet).Clear();
        foreach (var (c, n, i, j) in Each.Of(x.Shape.Channels, x.Shape.Batch, x.Shape.Height, x.Shape.Width))
        {
            var s = TLogScale.Forward(net[c, n, i, j]);
            to[c, n, i, j] = (from[c, n, i, j] * Math.Exp(s)) + net[x.Shape.Channels + c, n, i, j];
            View(logDet)[n] += s;
        }
    }

    public void CoupleForwardGradient<TLogScale>(
        Tensor y, Tensor h, Tensor dy, Tensor dlogDet, Tensor? dx, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation
    {
        var value = View(y);
        var net = View(h);
        var from = View(dy);
        var dnet = View(dh);
        foreach (var (c, n, i, j) in Each.Of(y.Shape.Channels, y.Shape.Batch, y.Shape.Height, y.Shape.Width))
        {
            var d = from[c, n, i, j];
            var shift = y.Shape.Channels + c;
            var s = TLogScale.Forward(net[c, n, i, j]);
            dnet[shift, n, i, j] = d;
            dnet[c, n, i, j] = ((d * (value[c, n, i, j] - net[shift, n, i, j])) + View(dlogDet)[n]) * TLogScale.Slope(s);
            if (dx is not null)
            {
                Put(ref View(dx)[c, n, i, j], d * Math.Exp(s), accumulate);
            }
        }
    }

    public void CoupleInverse<TLogScale>(Tensor y, Tensor h, Tensor x, Tensor logDet)
        where TLogScale : struct, IActivation
    {
        var from = View(y);
        var net = View(h);
        var to = View(x);
        Numbers(logDet).Clear();
        foreach (var (c, n, i, j) in Each.Of(y.Shape.Channels, y.Shape.Batch, y.Shape.Height, y.Shape.Width))
        {
            var s = TLogScale.Forward(net[c, n, i, j]);
            to[c, n, i, j] = (from[c, n, i, j] - net[y.Shape.Channels + c, n, i, j]) * Math.Exp(-s);
            View(logDet)[n] -= s;
        }
    }

    public void CoupleInverseGradient<TLogScale>(
        Tensor x, Tensor h, Tensor dx, Tensor dlogDet, Tensor? dy, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation
    {
        var value = View(x);
        var net = View(h);
        var from = View(dx);
        var dnet = View(dh);
        foreach (var (c, n, i, j) in Each.Of(x.Shape.Channels, x.Shape.Batch, x.Shape.Height, x.Shape.Width))
        {
            var d = from[c, n, i, j];
            var s = TLogScale.Forward(net[c, n, i, j]);
            dnet[x.Shape.Channels + c, n, i, j] = -d * Math.Exp(-s);
            dnet[c, n, i, j] = ((-d * value[c, n, i, j]) - View(dlogDet)[n]) * TLogScale.Slope(s);
            if (dy is not null)
            {
                Put(ref View(dy)[c, n, i, j], d * Math.Exp(-s), accumulate);
            }
        }
    }
}
