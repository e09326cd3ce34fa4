using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void FillNormal(Tensor x, RandomKey key, ReadOnlySpan<int> ids, double scale) =>
        throw new NotImplementedException();
}
