using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void Adam(Tensor p, Tensor g, Tensor m, Tensor v, AdamStep step) => Update(new AdamUpdate(step), p, g, m, v);

    /// <inheritdoc/>
    public void Adamax(Tensor p, Tensor g, Tensor m, Tensor u, AdamStep step) => Update(new AdamaxUpdate(step), p, g, m, u);

    /// <inheritdoc/>
    public void Lerp(Tensor x, double weight, Tensor y) =>
        _launcher.Elements(y.Shape.Count, new LerpKernel(View(x), (float)weight, View(y)));

    private void Update<TUpdate>(TUpdate update, Tensor p, Tensor g, Tensor m, Tensor v)
        where TUpdate : struct, IMomentUpdate =>
        _launcher.Elements(p.Shape.Count, new MomentKernel<TUpdate>(update, View(p), View(g), View(m), View(v)));
}
