using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void MaskedSolve(Tensor y, Tensor folded, ImmutableArray<Orientation> orientations, Tensor x) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void MaskedSolveTransposed(Tensor g, Tensor folded, ImmutableArray<Orientation> orientations, Tensor u) =>
        throw new NotImplementedException();
}
