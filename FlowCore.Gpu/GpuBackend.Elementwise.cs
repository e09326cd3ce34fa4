using FlowCore.Gpu.Failures;
using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Ops;
using FlowCore.Tensors;
using ILGPU.Runtime;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void Fill(Tensor x, double value) => _launcher.Elements(x.Shape.Count, new FillKernel(View(x), (float)value));

    /// <inheritdoc/>
    public void Copy(Tensor source, Tensor destination)
    {
        if (source.Shape.Count > 0)
        {
            var (from, to) = (View(source), View(destination));
            DeviceFailure.Guard(_accelerator, () => ArrayViewExtensions.CopyTo(from, _accelerator.DefaultStream, to));
        }
    }

    /// <inheritdoc/>
    public void Add(Tensor x, Tensor y, double scale = 1) =>
        _launcher.Elements(x.Shape.Count, new AddKernel(View(x), (float)scale, View(y)));

    /// <inheritdoc/>
    public void ActivateGradient<TActivation>(Tensor y, Tensor dy, Tensor dx)
        where TActivation : struct, IActivation =>
        _launcher.Elements(y.Shape.Count, new ActivateGradientKernel<TActivation>(View(y), View(dy), View(dx)));
}
