using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void LogDensity<TDensity>(Tensor z, Tensor y)
        where TDensity : struct, ILogDensity =>
        Reduce(
            z.Shape.Batch, ElementsOf(z.Shape), new LogDensityTerm<TDensity>(View(z), LayoutOf(z.Shape)), new AddSum(View(y)));

    /// <inheritdoc/>
    public void LogDensityGradient<TDensity>(Tensor z, Tensor dy, Tensor dz, bool accumulate)
        where TDensity : struct, ILogDensity =>
        _launcher.Channels(
            z.Shape.Channels,
            z.Shape.Columns,
            new LogDensityGradientKernel<TDensity>(View(z), View(dy), z.Shape.Columns, z.Shape.Plane, To(dz, accumulate)));
}
