using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Solve;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu;

/// <summary>The operations that keep registers full, which there are for each width of vectors.</summary>
internal abstract unsafe class VectorKernels
{
    /// <summary>The widths that this machine has instructions for, in bits.</summary>
    public static ImmutableArray<int> AllBits { get; } =
        Avx512F.IsSupported ? [128, 256, 512] : Avx.IsSupported ? [128, 256] : [128];

    /// <summary>The widest vectors that are fast here, in bits: some processors have wider ones and run slower with them.</summary>
    public static int WidestBits { get; } =
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Bits of a vector.</summary>
    public abstract int Bits { get; }

    /// <summary>The operations on vectors of a width.</summary>
    /// <param name="bits">One of <see cref="AllBits"/>.</param>
    public static VectorKernels Of(int bits)
    {
        if (!AllBits.Contains(bits))
        {
            throw new FlowException($"vectors: expected {string.Join(", ", AllBits)} bits, which this machine has, got {bits}.");
        }

        return bits switch
        {
            512 => new VectorKernels<GemmTile512, DotTile512, LaneVector512>(),
            256 => new VectorKernels<GemmTile256, DotTile256, LaneVector256>(),
            _ => new VectorKernels<GemmTile128, DotTile128, LaneVector128>(),
        };
    }

    /// <inheritdoc cref="Correlation"/>
    public abstract void Correlate<TActivation>(
        Workspace workspace, ChannelRows x, GroupedKernel kernels, float* bias, ChannelRows y, bool accumulate)
        where TActivation : struct, IActivation;

    /// <inheritdoc cref="KernelGradient"/>
    public abstract void AddKernelGradient(Workspace workspace, ChannelRows x, ChannelRows dy, GroupedKernel dw, float scale);

    /// <inheritdoc cref="MaskedSolves{TVector}"/>
    public abstract void Solve(
        Workspace workspace, Tensor source, Tensor folded, ImmutableArray<Orientation> orientations, bool isTransposed, Tensor target);

    /// <inheritdoc cref="IBackend.HiddenShape"/>
    public abstract Shape HiddenShape(int width, Shape images);

    /// <inheritdoc cref="IBackend.CouplingNet"/>
    public abstract void CouplingNet<TActivation>(Workspace workspace, Tensor x, NetWeights weights, Tensor? hidden, Tensor y)
        where TActivation : struct, IActivation;

    /// <inheritdoc cref="IBackend.CouplingNetGradient"/>
    public abstract void CouplingNetGradient<TActivation>(
        Workspace workspace, Tensor x, NetWeights weights, Tensor? hidden, Tensor dy, Tensor? dx, bool accumulate, NetWeights gradients)
        where TActivation : struct, IActivation;
}
