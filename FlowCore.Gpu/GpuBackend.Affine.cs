using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void AffineForward(Tensor x, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor y) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void AffineForwardGradient(
        Tensor y, Tensor dy, Tensor logScale, ChannelAffine affine, Tensor? dx, bool accumulate, Tensor dshift, Tensor dlogScale) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void AffineInverse(Tensor y, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor x) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void AffineInverseGradient(
        Tensor y, Tensor dx, Tensor logScale, ChannelAffine affine, Tensor? dy, bool accumulate, Tensor dshift, Tensor dlogScale) =>
        throw new NotImplementedException();
}
