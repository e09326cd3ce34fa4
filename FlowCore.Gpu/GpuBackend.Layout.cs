using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void Squeeze(Tensor x, Tensor y, bool accumulate) => _launcher.Channels(
        y.Shape.Channels, y.Shape.Columns, new SqueezeKernel(View(x), RowsOf(y.Shape), y.Shape.Width, To(y, accumulate)));

    /// <inheritdoc/>
    public void Unsqueeze(Tensor y, Tensor x, bool accumulate) => _launcher.Channels(
        x.Shape.Channels, x.Shape.Columns, new UnsqueezeKernel(View(y), RowsOf(y.Shape), y.Shape.Width, To(x, accumulate)));

    /// <inheritdoc/>
    public void ExchangePixels(Tensor x, Tensor y, bool accumulate) => _launcher.Channels(
        y.Shape.Channels, y.Shape.Columns, new ExchangePixelsKernel(View(x), x.Shape.Channels, x.Shape.Batch, x.Shape.Plane, To(y, accumulate)));

    /// <summary>Rows of one channel, those of all samples.</summary>
    private static long RowsOf(Shape shape) => (long)shape.Batch * shape.Height;
}
