using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void LogDensity<TDensity>(Tensor z, Tensor y)
        where TDensity : struct, ILogDensity =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public void LogDensityGradient<TDensity>(Tensor z, Tensor dy, Tensor dz, bool accumulate)
        where TDensity : struct, ILogDensity =>
        throw new NotImplementedException();
}
