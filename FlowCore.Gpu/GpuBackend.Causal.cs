using FlowCore.Gpu.Kernels;
using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

/// <content>Kernels of convolutions whose Jacobian is triangular.</content>
public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void AssembleCausal(Tensor? free, Tensor logDiagonal, int groups, bool mirrored, Tensor w) => _launcher.Elements(
        w.Shape.Count,
        new AssembleCausalKernel(
            View(free ?? logDiagonal), View(logDiagonal), View(w), new CausalShape(w.Shape, groups, mirrored), free is null ? 0 : 1));

    /// <inheritdoc/>
    public void AssembleCausalGradient(Tensor w, Tensor dw, int groups, bool mirrored, Tensor? dfree, Tensor dlogDiagonal) =>
        _launcher.Elements(
            w.Shape.Count,
            new AssembleCausalGradientKernel(
                View(w), View(dw), View(dfree ?? dlogDiagonal), View(dlogDiagonal), new CausalShape(w.Shape, groups, mirrored),
                dfree is null ? 0 : 1));
}
