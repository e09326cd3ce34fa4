using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void Squeeze(Tensor x, Tensor y, bool accumulate) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void Unsqueeze(Tensor y, Tensor x, bool accumulate) =>
        throw new NotImplementedException();
}
