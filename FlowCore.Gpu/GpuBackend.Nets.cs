using FlowCore.Backends;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

/// <content>The net of a coupling: its convolutions one after the other, hidden activations as <c>[h1; h2]</c>.</content>
public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public Shape HiddenShape(int width, Shape images) => new(checked(2 * width), images.Batch, images.Height, images.Width);

    /// <inheritdoc/>
    public void CouplingNet<TActivation>(Tensor x, NetWeights weights, Tensor? hidden, Tensor y)
        where TActivation : struct, IActivation
    {
        using var own = hidden is null ? Allocate(HiddenShape(weights.Width, x.Shape)) : null;
        var h2 = ComputeHidden<TActivation>(x, weights, hidden ?? own!).Second;
        Convolve<Identity>(h2, weights.Weight3, null, y);
    }

    /// <inheritdoc/>
    public void CouplingNetGradient<TActivation>(
        Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients)
        where TActivation : struct, IActivation
    {
        using var own = hidden is null ? Allocate(HiddenShape(weights.Width, x.Shape)) : null;
        var (h1, h2) = hidden is null ? ComputeHidden<TActivation>(x, weights, own!) : HalvesOf(hidden);
        using var dh2 = Allocate(h2.Shape);
        ConvolveWeightGradient(h2, dy, gradients.Weight3, scale: 1);
        ConvolveInputGradient(dy, weights.Weight3, dh2, accumulate: false);
        ActivateGradient<TActivation>(h2, dh2, dh2);
        SumChannels(dh2, gradients.Bias2);
        ConvolveWeightGradient(h1, dh2, gradients.Weight2, scale: 1);
        using var dh1 = Allocate(h1.Shape);
        ConvolveInputGradient(dh2, weights.Weight2, dh1, accumulate: false);
        ActivateGradient<TActivation>(h1, dh1, dh1);
        SumChannels(dh1, gradients.Bias1);
        ConvolveWeightGradient(x, dh1, gradients.Weight1, scale: 1);
        if (dx is not null)
        {
            ConvolveInputGradient(dh1, weights.Weight1, dx, accumulate);
        }
    }

    private (Tensor First, Tensor Second) ComputeHidden<TActivation>(Tensor x, NetWeights weights, Tensor hidden)
        where TActivation : struct, IActivation
    {
        var (h1, h2) = HalvesOf(hidden);
        Convolve<TActivation>(x, weights.Weight1, weights.Bias1, h1);
        Convolve<TActivation>(h1, weights.Weight2, weights.Bias2, h2);
        return (h1, h2);
    }

    private static (Tensor First, Tensor Second) HalvesOf(Tensor hidden)
    {
        var width = hidden.Shape.Channels / 2;
        return (hidden.Channels(0, width), hidden.Channels(width, width));
    }
}
