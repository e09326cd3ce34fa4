using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Solve;

namespace FlowCore.Backends.Cpu;

/// <summary>The operations that keep registers full, which there are for each width of vectors.</summary>
internal abstract unsafe class VectorKernels
{
    /// <summary>Those of the widest vectors that this machine has, chosen once.</summary>
    public static VectorKernels Best { get; } =
        Vector512.IsHardwareAccelerated ? new VectorKernels<GemmTile512, DotTile512, LaneVector512>()
        : Vector256.IsHardwareAccelerated ? new VectorKernels<GemmTile256, DotTile256, LaneVector256>()
        : new VectorKernels<GemmTile128, DotTile128, LaneVector128>();

    /// <summary>Bits of a vector.</summary>
    public abstract int Bits { get; }

    /// <inheritdoc cref="Correlation"/>
    public abstract void Correlate<TActivation>(
        CpuBackend backend, Planes x, GroupedKernel kernels, float* bias, Planes y, bool accumulate)
        where TActivation : struct, IActivation;

    /// <inheritdoc cref="KernelGradient"/>
    public abstract void AddKernelGradient(CpuBackend backend, Planes x, Planes dy, GroupedKernel dw, float scale);

    /// <inheritdoc cref="MaskedSolves{TVector}"/>
    public abstract void Solve(
        CpuBackend backend, Tensor source, Tensor folded, ImmutableArray<Orientation> orientations, bool isTransposed, Tensor target);

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
