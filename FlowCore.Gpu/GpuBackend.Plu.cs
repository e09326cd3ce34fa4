using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void ComposePlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor w) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void ComposePluGradient(
        Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor dw, Tensor dlower, Tensor dupper, Tensor dlogDiagonal) =>
        throw new NotImplementedException();
}
