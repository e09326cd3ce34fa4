using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void Adam(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step) =>
        throw new NotImplementedException();
}
