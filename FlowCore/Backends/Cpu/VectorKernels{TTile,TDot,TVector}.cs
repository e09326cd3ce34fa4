using System.Collections.Immutable;
using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Nets;
using FlowCore.Backends.Cpu.Solve;

namespace FlowCore.Backends.Cpu;

/// <inheritdoc cref="VectorKernels"/>
internal sealed unsafe class VectorKernels<TTile, TDot, TVector> : VectorKernels
    where TTile : struct, IGemmTile
    where TDot : struct, IDotTile
    where TVector : struct, ILaneVector<TVector>
{
    public override int Bits => TVector.Width * sizeof(float) * 8;

    public override void Correlate<TActivation>(
        CpuBackend backend, Planes x, GroupedKernel kernels, float* bias, Planes y, bool accumulate) =>
        Correlation.Run<TTile, TActivation>(backend, x, kernels, bias, y, accumulate);

    public override void AddKernelGradient(CpuBackend backend, Planes x, Planes dy, GroupedKernel dw, float scale) =>
        KernelGradient.Run<TDot>(backend, x, dy, dw, scale);

    public override void Solve(
        CpuBackend backend, Tensor source, Tensor folded, ImmutableArray<Orientation> orientations, bool isTransposed, Tensor target) =>
        MaskedSolves<TVector>.Run(backend, source, folded, orientations, isTransposed, target);

    public override Shape HiddenShape(int width, Shape images) => NetPlan<TTile, TDot>.HiddenShape(width, images);

    public override void CouplingNet<TActivation>(
        CpuBackend backend, Tensor x, NetWeights weights, Tensor? hidden, Tensor y) =>
        NetForward.Run<TTile, TDot, TActivation>(
            backend,
            CpuBackend.PlanesOf(x),
            weights,
            hidden is null ? null : CpuBackend.Pointer(hidden),
            CpuBackend.PlanesOf(y),
            x.Shape);

    public override void CouplingNetGradient<TActivation>(
        CpuBackend backend, Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients) =>
        NetGradient<TTile, TDot, TActivation>.Run(
            backend,
            CpuBackend.PlanesOf(x),
            weights,
            hidden is null ? null : CpuBackend.Pointer(hidden),
            CpuBackend.PlanesOf(dy),
            x.Shape,
            dx is null ? null : CpuBackend.PlanesOf(dx),
            accumulate,
            gradients);
}
