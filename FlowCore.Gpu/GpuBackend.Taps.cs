using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void AssembleTaps(Tensor free, Tensor taps) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void AssembleTapsGradient(Tensor dtaps, Tensor dfree) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void FoldTaps(Tensor taps, Tensor folded) =>
        throw new NotImplementedException();
}
