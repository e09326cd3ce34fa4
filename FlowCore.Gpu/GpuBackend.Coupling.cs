using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Ops;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void CoupleForward<TLogScale>(Tensor x, Tensor h, Tensor y, Tensor logDet)
        where TLogScale : struct, IActivation =>
        Couple<TLogScale, ForwardCoupling>(x, h, y, logDet);

    /// <inheritdoc/>
    public void CoupleForwardGradient<TLogScale>(
        Tensor y, Tensor h, Tensor dy, Tensor dlogDet, Tensor? dx, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation =>
        CoupleGradient<TLogScale, ForwardCoupling>(y, h, dy, dlogDet, dx, accumulate, dh);

    /// <inheritdoc/>
    public void CoupleInverse<TLogScale>(Tensor y, Tensor h, Tensor x, Tensor logDet)
        where TLogScale : struct, IActivation =>
        Couple<TLogScale, InverseCoupling>(y, h, x, logDet);

    /// <inheritdoc/>
    public void CoupleInverseGradient<TLogScale>(
        Tensor x, Tensor h, Tensor dx, Tensor dlogDet, Tensor? dy, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation =>
        CoupleGradient<TLogScale, InverseCoupling>(x, h, dx, dlogDet, dy, accumulate, dh);

    private void Couple<TLogScale, TCoupling>(Tensor given, Tensor h, Tensor result, Tensor logDet)
        where TLogScale : struct, IActivation
        where TCoupling : struct, ICoupling
    {
        var shape = given.Shape;
        Reduce(
            shape.Batch,
            ElementsOf(shape),
            new CoupleTerm<TLogScale, TCoupling>(View(given), View(h), View(result), LayoutOf(shape)),
            new AssignSum(View(logDet), (float)TCoupling.LogDetSign, default));
    }

    private void CoupleGradient<TLogScale, TCoupling>(
        Tensor result, Tensor h, Tensor dresult, Tensor dlogDet, Tensor? dgiven, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation
        where TCoupling : struct, ICoupling
    {
        var shape = result.Shape;
        _launcher.Channels(
            shape.Channels,
            shape.Columns,
            new CoupleGradientKernel<TLogScale, TCoupling>(
                View(result), View(h), View(dresult), View(dlogDet), To(dgiven, accumulate), View(dh),
                shape.Columns, shape.Plane));
    }
}
