using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public void Add(Tensor x, Tensor y, double scale = 1)
    {
        var from = View(x);
        var to = View(y);
        for (var i = 0; i < to.Count; i++)
        {
            to[i] += scale * from[i];
        }
    }

    public void ActivateGradient<TActivation>(Tensor y, Tensor dy, Tensor dx)
        where TActivation : struct, IActivation
    {
        var value = View(y);
        var from = View(dy);
        var to = View(dx);
        for (var i = 0; i < to.Count; i++)
        {
            to[i] = from[i] * TActivation.Slope(value[i]);
        }
    }
}
