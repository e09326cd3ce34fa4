using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

/// <content>One number for each plane of <c>[C, N, H, W]</c>.</content>
public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void BroadcastPlanes(Tensor x, Tensor y) => _launcher.Channels(
        y.Shape.Channels, y.Shape.Columns, new BroadcastPlanesKernel(View(x), y.Shape.Batch, y.Shape.Plane, View(y)));

    /// <inheritdoc/>
    public void SumPlanes(Tensor x, Tensor sums) => Reduce(
        checked((int)sums.Shape.Count), x.Shape.Plane, new PlaneTerm(View(x), x.Shape.Plane), new AddSum(View(sums)));
}
