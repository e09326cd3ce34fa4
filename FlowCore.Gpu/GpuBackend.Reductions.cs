using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void SumChannels(Tensor x, Tensor sums) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void Moments(Tensor x, Tensor mean, Tensor variance) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void BroadcastSum(Tensor x, double factor, Tensor y) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void BroadcastSumGradient(Tensor dy, double factor, Tensor dx) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public double SumOfSquares(Tensor x) =>
        throw new NotImplementedException();
}
