using System.Collections.Immutable;

namespace FlowCore.Backends.Cpu;

/// <content>The inverse of a masked convolution and its transpose.</content>
public sealed partial class CpuBackend
{
    /// <inheritdoc/>
    public void MaskedSolve(Tensor y, Tensor folded, ImmutableArray<Orientation> orientations, Tensor x) =>
        _kernels.Solve(_workspace, y, folded, orientations, isTransposed: false, x);

    /// <inheritdoc/>
    public void MaskedSolveTransposed(Tensor g, Tensor folded, ImmutableArray<Orientation> orientations, Tensor u) =>
        _kernels.Solve(_workspace, g, folded, orientations, isTransposed: true, u);
}
