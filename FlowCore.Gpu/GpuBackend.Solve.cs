using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Gpu.Kernels.Solve;
using FlowCore.Gpu.Launching;
using FlowCore.Tensors;
using ILGPU;

namespace FlowCore.Gpu;

/// <content>The inverse of a masked convolution and its transpose, one launch each.</content>
public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void MaskedSolve(Tensor y, Tensor folded, ImmutableArray<Orientation> orientations, Tensor x) =>
        Solve(y, folded, orientations, x, isTransposed: false);

    /// <inheritdoc/>
    public void MaskedSolveTransposed(Tensor g, Tensor folded, ImmutableArray<Orientation> orientations, Tensor u) =>
        Solve(g, folded, orientations, u, isTransposed: true);

    private void Solve(Tensor from, Tensor folded, ImmutableArray<Orientation> orientations, Tensor to, bool isTransposed)
    {
        if (from.Shape.Count == 0)
        {
            return;
        }

        var plan = SolvePlan.Of(from.Shape, folded.Shape, _profile, _accelerator.NumMultiprocessors, _profile.SharesMemory);
        var shape = new SolveShape(from.Shape, folded.Shape, orientations, isTransposed, plan.Samples);
        var grid = new Index3D((shape.Batch + plan.Samples - 1) / plan.Samples, orientations.Length, 1);
        using var scratch = Rent(plan.Ring == SolveRing.Global ? (long)grid.X * grid.Y * shape.RingFloats : 1);
        var work = new SolveWork(grid, plan.Threads, shape, View(folded), View(from), View(to), scratch.View, isTransposed);
        switch (plan.Ring)
        {
            case SolveRing.Small:
                Solve<SmallRing>(work);
                break;
            case SolveRing.Large:
                Solve<LargeRing>(work);
                break;
            default:
                Solve<GlobalRing>(work);
                break;
        }
    }

    private void Solve<TRing>(SolveWork work)
        where TRing : struct, IRing
    {
        if (_profile.SolveLanes == 1)
        {
            Solve<TRing, OneLane>(work);
        }
        else
        {
            Solve<TRing, EightLanes>(work);
        }
    }

    private void Solve<TRing, TLanes>(SolveWork work)
        where TRing : struct, IRing
        where TLanes : struct, ILanes<TLanes>
    {
        if (work.IsTransposed)
        {
            _launcher.Groups(
                work.Grid, work.Threads,
                new TransposedSolveKernel<TRing, TLanes>(work.Shape, work.Folded, work.From, work.To, work.Scratch));
        }
        else
        {
            _launcher.Groups(
                work.Grid, work.Threads,
                new SolveKernel<TRing, TLanes>(work.Shape, work.Folded, work.From, work.To, work.Scratch));
        }
    }

    private readonly record struct SolveWork(
        Index3D Grid, int Threads, SolveShape Shape, ArrayView<float> Folded, ArrayView<float> From, ArrayView<float> To,
        ArrayView<float> Scratch, bool IsTransposed);
}
