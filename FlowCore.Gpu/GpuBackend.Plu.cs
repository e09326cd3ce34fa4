using System.Runtime.CompilerServices;
using FlowCore.Backends;
using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Gpu.Memory;
using FlowCore.Tensors;
using ILGPU;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    // As long as a frame lives, so does its copy.
    private readonly ConditionalWeakTable<PluFrame, PluFrameMemory> _frames = [];

    /// <inheritdoc/>
    public void ComposePlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor w) =>
        _launcher.Elements(w.Shape.Count, new ComposePluKernel(FactorsOf(lower, upper, logDiagonal, frame), View(w)));

    /// <inheritdoc/>
    public void ComposePluGradient(
        Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor dw, Tensor dlower, Tensor dupper, Tensor dlogDiagonal) =>
        _launcher.Elements(dw.Shape.Count, new ComposePluGradientKernel(
            FactorsOf(lower, upper, logDiagonal, frame), View(dw), View(dlower), View(dupper), View(dlogDiagonal)));

    /// <inheritdoc/>
    public void InvertPlu(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame, Tensor inverse)
    {
        using var scratch = Rent(inverse.Shape.Count * FloatPair.Floats);
        _launcher.Groups(
            new Index3D(frame.Size, 1, 1),
            _profile.SolveThreadsFor(frame.Size),
            new InvertPluKernel(
                FactorsOf(lower, upper, logDiagonal, frame), scratch.View.Cast<FloatPair>(), View(inverse)));
    }

    private PluFactors FactorsOf(Tensor lower, Tensor upper, Tensor logDiagonal, PluFrame frame) => new(
        View(lower),
        View(upper),
        View(logDiagonal),
        _frames.GetValue(frame, key => new PluFrameMemory(_pool.Rent(3L * key.Size), _staging, key)).View);
}
