using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Nets;

namespace FlowCore.Backends.Cpu;

/// <inheritdoc cref="TileKernels"/>
internal sealed unsafe class TileKernels<TTile, TDot> : TileKernels
    where TTile : struct, IGemmTile
    where TDot : struct, IDotTile
{
    public override void Correlate<TActivation>(
        CpuBackend backend, Planes x, GroupedKernel kernels, float* bias, Planes y, bool accumulate) =>
        Correlation.Run<TTile, TActivation>(backend, x, kernels, bias, y, accumulate);

    public override void AddKernelGradient(CpuBackend backend, Planes x, Planes dy, GroupedKernel dw, float scale) =>
        KernelGradient.Run<TDot>(backend, x, dy, dw, scale);

    public override Shape HiddenShape(int width, Shape images) => NetPlan<TTile, TDot>.HiddenShape(width, images);

    public override void CouplingNet<TActivation>(
        CpuBackend backend, Tensor x, NetWeights weights, Tensor? hidden, Tensor y) =>
        NetForward.Run<TTile, TDot, TActivation>(
            backend,
            CpuBackend.PlanesOf(x),
            weights,
            CpuBackend.Pointer(weights.Bias1),
            CpuBackend.Pointer(weights.Bias2),
            hidden is null ? null : CpuBackend.Pointer(hidden),
            CpuBackend.PlanesOf(y),
            x.Shape);

    public override void CouplingNetGradient<TActivation>(
        CpuBackend backend, Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients) =>
        new NetGradient<TTile, TDot, TActivation>(
            backend,
            new NetPlan<TTile, TDot>(backend, weights, x.Shape),
            CpuBackend.PlanesOf(x),
            CpuBackend.Pointer(weights.Bias1),
            CpuBackend.Pointer(weights.Bias2),
            hidden is null ? null : CpuBackend.Pointer(hidden),
            CpuBackend.PlanesOf(dy)).Run(weights, dx is null ? null : CpuBackend.PlanesOf(dx), accumulate, gradients);
}
