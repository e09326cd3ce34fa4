using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Solve;

namespace FlowCore.Backends.Cpu;

/// <content>The inverse of a masked convolution and its transpose.</content>
public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void MaskedSolve(Tensor y, Tensor folded, ImmutableArray<Orientation> orientations, Tensor x) =>
        Solve(y, folded, orientations, isTransposed: false, x);

    /// <inheritdoc/>
    public void MaskedSolveTransposed(Tensor g, Tensor folded, ImmutableArray<Orientation> orientations, Tensor u) =>
        Solve(g, folded, orientations, isTransposed: true, u);

    private void Solve(
        Tensor source, Tensor folded, ImmutableArray<Orientation> orientations, bool isTransposed, Tensor target)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            MaskedSolves<LaneVector512>.Run(this, source, folded, orientations, isTransposed, target);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            MaskedSolves<LaneVector256>.Run(this, source, folded, orientations, isTransposed, target);
        }
        else
        {
            MaskedSolves<LaneVector128>.Run(this, source, folded, orientations, isTransposed, target);
        }
    }
}
