using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Outside;

public partial class ReferenceBackend
{
    public Shape HiddenShape(int width, Shape images) => new(2, width, images.Batch, images.Height, images.Width);

    public void CouplingNet<TActivation>(Tensor x, NetWeights weights, Tensor? hidden, Tensor y)
        where TActivation : struct, IActivation
    {
        var (h1, h2) = Hidden<TActivation>(x, weights);
        if (hidden is not null)
        {
            Copy(h1, hidden.Part(0, h1.Shape));
            Copy(h2, hidden.Part(h1.Shape.Count, h2.Shape));
        }

        Convolve<Identity>(h2, weights.Weight3, null, y);
    }

    public void CouplingNetGradient<TActivation>(
        Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients)
        where TActivation : struct, IActivation
    {
        var (h1, h2) = Hidden<TActivation>(x, weights);
        if (hidden is not null)
        {
            (h1, h2) = (hidden.Part(0, h1.Shape), hidden.Part(h1.Shape.Count, h2.Shape));
        }

        var (dh1, dh2) = (Allocate(h1.Shape), Allocate(h2.Shape));
        ConvolveInputGradient(dy, weights.Weight3, dh2, accumulate: false);
        ActivateGradient<TActivation>(h2, dh2, dh2);
        ConvolveInputGradient(dh2, weights.Weight2, dh1, accumulate: false);
        ActivateGradient<TActivation>(h1, dh1, dh1);
        if (dx is not null)
        {
            ConvolveInputGradient(dh1, weights.Weight1, dx, accumulate);
        }

        ConvolveWeightGradient(x, dh1, gradients.Weight1, scale: 1);
        ConvolveWeightGradient(h1, dh2, gradients.Weight2, scale: 1);
        ConvolveWeightGradient(h2, dy, gradients.Weight3, scale: 1);
        SumChannels(dh1, gradients.Bias1);
        SumChannels(dh2, gradients.Bias2);
    }

    private (Tensor First, Tensor Second) Hidden<TActivation>(Tensor x, NetWeights weights)
        where TActivation : struct, IActivation
    {
        var shape = new Shape(weights.Width, x.Shape.Batch, x.Shape.Height, x.Shape.Width);
        var (h1, h2) = (Allocate(shape), Allocate(shape));
        Convolve<TActivation>(x, weights.Weight1, weights.Bias1, h1);
        Convolve<TActivation>(h1, weights.Weight2, weights.Bias2, h2);
        return (h1, h2);
    }
}
