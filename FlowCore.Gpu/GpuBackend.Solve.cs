using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Gpu.Launching;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

/// <content>The inverse of a masked convolution and its transpose, one launch each.</content>
public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void MaskedSolve(Tensor y, Tensor folded, ImmutableArray<Orientation> orientations, Tensor x) =>
        Solve(y, folded, orientations, isTransposed: false, x);

    /// <inheritdoc/>
    public void MaskedSolveTransposed(Tensor g, Tensor folded, ImmutableArray<Orientation> orientations, Tensor u) =>
        Solve(g, folded, orientations, isTransposed: true, u);

    private void Solve(Tensor from, Tensor folded, ImmutableArray<Orientation> orientations, bool isTransposed, Tensor to)
    {
        var work = new SolveWork(from.Shape, folded.Shape, orientations, isTransposed, View(from), View(folded), View(to));
        new SolveLauncher(_launcher, _profile, _pool, _accelerator.NumMultiprocessors).Solve(work, SharesMemory);
    }
}
