using FlowCore.Backends;
using FlowCore.Gpu.Kernels;
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
    public void MoveImages(Tensor x, int rows, int columns, Tensor y, bool accumulate)
    {
        // Adding, nothing is done beside what both have in common.
        var (height, width) = (y.Shape.Height, y.Shape.Width);
        var (top, left) = (0, 0);
        if (accumulate)
        {
            var down = MovedRange.Of(height, x.Shape.Height, rows);
            var along = MovedRange.Of(width, x.Shape.Width, columns);
            (top, height, left, width) = (down.First, down.Count, along.First, along.Count);
        }

        var from = new PlaneWindow(x.Shape.Height, x.Shape.Width, top - rows, left - columns);
        var to = new PlaneWindow(y.Shape.Height, y.Shape.Width, top, left);
        _launcher.Channels(
            y.Shape.Channels,
            (long)y.Shape.Batch * height * width,
            new MoveImagesKernel(View(x), from, To(y, accumulate), to, y.Shape.Batch, height, width));
    }

    /// <inheritdoc/>
    public void ExchangePixels(Tensor x, Tensor y, bool accumulate) => _launcher.Channels(
        y.Shape.Channels, y.Shape.Columns, new ExchangePixelsKernel(View(x), x.Shape.Channels, x.Shape.Batch, x.Shape.Plane, To(y, accumulate)));

    /// <summary>Rows of one channel, those of all samples.</summary>
    private static long RowsOf(Shape shape) => (long)shape.Batch * shape.Height;
}
