using FlowCore.Backends;
using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void AffineForward(Tensor x, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor y)
    {
        var (sign, factor) = Constants(affine);
        var columns = x.Shape.Columns;
        _launcher.Channels(
            x.Shape.Channels,
            columns,
            new AffineForwardKernel(View(x), columns, View(shift), View(logScale), sign, factor, View(y)));
    }

    /// <inheritdoc/>
    public void AffineForwardGradient(
        Tensor y, Tensor dy, Tensor logScale, ChannelAffine affine, Tensor? dx, bool accumulate, Tensor dshift, Tensor dlogScale)
    {
        var (sign, factor) = Constants(affine);
        AffineGradient(
            y, dy, logScale, factor, dx, accumulate,
            new AffineForwardFinish(View(logScale), sign, factor, View(dshift), View(dlogScale)));
    }

    /// <inheritdoc/>
    public void AffineInverse(Tensor y, Tensor shift, Tensor logScale, ChannelAffine affine, Tensor x)
    {
        var (sign, factor) = Constants(affine);
        var columns = y.Shape.Columns;
        _launcher.Channels(
            y.Shape.Channels,
            columns,
            new AffineInverseKernel(View(y), columns, View(shift), View(logScale), sign, factor, View(x)));
    }

    /// <inheritdoc/>
    public void AffineInverseGradient(
        Tensor y, Tensor dx, Tensor logScale, ChannelAffine affine, Tensor? dy, bool accumulate, Tensor dshift, Tensor dlogScale)
    {
        var (sign, factor) = Constants(affine);
        AffineGradient(
            y, dx, logScale, -factor, dy, accumulate,
            new AffineInverseFinish(View(logScale), sign, factor, View(dshift), View(dlogScale)));
    }

    private void AffineGradient<TFinish>(
        Tensor y, Tensor g, Tensor logScale, float exponent, Tensor? to, bool accumulate, TFinish finish)
        where TFinish : struct, ISumFinish
    {
        var columns = y.Shape.Columns;
        Reduce(
            y.Shape.Channels,
            columns,
            new AffineGradientTerm(View(y), View(g), columns, View(logScale), exponent, To(to, accumulate)),
            finish);
    }

    private static (float Sign, float Factor) Constants(ChannelAffine affine) =>
        ((float)affine.ShiftSign, (float)affine.ScaleFactor);
}
