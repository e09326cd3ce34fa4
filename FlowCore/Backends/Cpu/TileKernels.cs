using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Gemm;

namespace FlowCore.Backends.Cpu;

/// <summary>The operations that are made of register tiles, over the tiles of the widest vectors that the hardware has.</summary>
internal abstract unsafe class TileKernels
{
    /// <summary>The tiles of this machine, chosen once.</summary>
    public static TileKernels Best { get; } =
        Vector512.IsHardwareAccelerated ? new TileKernels<GemmTile512, DotTile512>()
        : Vector256.IsHardwareAccelerated ? new TileKernels<GemmTile256, DotTile256>()
        : new TileKernels<GemmTile128, DotTile128>();

    /// <inheritdoc cref="Correlation"/>
    public abstract void Correlate<TActivation>(
        CpuBackend backend, Planes x, GroupedKernel kernels, float* bias, Planes y, bool accumulate)
        where TActivation : struct, IActivation;

    /// <inheritdoc cref="KernelGradient"/>
    public abstract void AddKernelGradient(CpuBackend backend, Planes x, Planes dy, GroupedKernel dw, float scale);

    /// <inheritdoc cref="IBackend.HiddenShape"/>
    public abstract Shape HiddenShape(int width, Shape images);

    /// <inheritdoc cref="IBackend.CouplingNet"/>
    public abstract void CouplingNet<TActivation>(CpuBackend backend, Tensor x, NetWeights weights, Tensor? hidden, Tensor y)
        where TActivation : struct, IActivation;

    /// <inheritdoc cref="IBackend.CouplingNetGradient"/>
    public abstract void CouplingNetGradient<TActivation>(
        CpuBackend backend, Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients)
        where TActivation : struct, IActivation;
}
