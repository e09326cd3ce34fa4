using System.Collections.Immutable;
using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Memory;
using FlowCore.Backends.Cpu.Nets;
using FlowCore.Backends.Cpu.Solve;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu;

/// <inheritdoc cref="VectorKernels"/>
internal sealed unsafe class VectorKernels<TTile, TDot, TVector> : VectorKernels
    where TTile : struct, IGemmTile
    where TDot : struct, IDotTile
    where TVector : struct, ILaneVector<TVector>
{
    public override int Bits => TVector.Width * sizeof(float) * 8;

    public override void Correlate<TActivation>(
        Workspace workspace, ChannelRows x, GroupedKernel kernels, float* bias, ChannelRows y, bool accumulate) =>
        Correlation.Run<TTile, TActivation>(workspace, x, kernels, bias, y, accumulate);

    public override void AddKernelGradient(Workspace workspace, ChannelRows x, ChannelRows dy, GroupedKernel dw, float scale) =>
        KernelGradient.Run<TDot>(workspace, x, dy, dw, scale);

    public override void Solve(
        Workspace workspace, Tensor source, Tensor folded, ImmutableArray<Orientation> orientations, bool isTransposed, Tensor target) =>
        MaskedSolves<TVector>.Run(workspace, source, folded, orientations, isTransposed, target);

    public override Shape HiddenShape(int width, Shape images) => NetPlan<TTile, TDot>.HiddenShape(width, images);

    public override void CouplingNet<TActivation>(
        Workspace workspace, Tensor x, NetWeights weights, Tensor? hidden, Tensor y) =>
        NetForward.Run<TTile, TDot, TActivation>(
            workspace,
            ChannelRows.Of(x),
            weights,
            hidden is null ? null : CpuStorage.PointerOf(hidden),
            ChannelRows.Of(y),
            x.Shape);

    public override void CouplingNetGradient<TActivation>(
        Workspace workspace, Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients) =>
        NetGradient<TTile, TDot, TActivation>.Run(
            workspace,
            ChannelRows.Of(x),
            weights,
            hidden is null ? null : CpuStorage.PointerOf(hidden),
            ChannelRows.Of(dy),
            x.Shape,
            dx is null ? null : ChannelRows.Of(dx),
            accumulate,
            gradients);
}
