using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void Adam(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step) =>
        _launcher.Elements(p.Shape.Count, new AdamKernel(new AdamUpdate(step), View(p), View(g), View(m), View(v)));
}
