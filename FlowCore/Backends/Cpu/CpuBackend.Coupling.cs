using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void CoupleForward<TLogScale>(Tensor x, Tensor h, Tensor y, Tensor logDet)
        where TLogScale : struct, IActivation =>
        Couple<TLogScale, ForwardCoupling>(x, h, y, logDet);

    /// <inheritdoc/>
    public void CoupleInverse<TLogScale>(Tensor y, Tensor h, Tensor x, Tensor logDet)
        where TLogScale : struct, IActivation =>
        Couple<TLogScale, InverseCoupling>(y, h, x, logDet);

    /// <inheritdoc/>
    public void CoupleForwardGradient<TLogScale>(
        Tensor y, Tensor h, Tensor dy, Tensor dlogDet, Tensor? dx, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation =>
        CoupleGradient<TLogScale, ForwardCoupling>(y, h, dy, dlogDet, dx, accumulate, dh);

    /// <inheritdoc/>
    public void CoupleInverseGradient<TLogScale>(
        Tensor x, Tensor h, Tensor dx, Tensor dlogDet, Tensor? dy, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation =>
        CoupleGradient<TLogScale, InverseCoupling>(x, h, dx, dlogDet, dy, accumulate, dh);

    private void Couple<TLogScale, TCoupling>(Tensor given, Tensor h, Tensor result, Tensor logDet)
        where TLogScale : struct, IActivation
        where TCoupling : struct, ICoupling
    {
        var half = CoupledShape(given.Shape);
        var passed = given.Shape.Count - half.Count;
        if (Pointer(given) != Pointer(result))
        {
            Move(default(Copying), Pointer(given), Pointer(result), passed);
        }

        var from = Pointer(given) + passed;
        var to = Pointer(result) + passed;
        var logScale = Pointer(h);
        var shift = logScale + half.Count;
        var det = Pointer(logDet);
        var size = half.Plane;
        ReducePlanes(
            half,
            plane =>
            {
                var sum = default(LaneSum);
                var end = (plane + 1) * size;
                for (var i = plane * size; i < end; i += Lanes.Width)
                {
                    var s = TLogScale.Forward(Lanes.Load(logScale + i, end - i));
                    var r = TCoupling.Result(Lanes.Load(from + i, end - i), TCoupling.Factor(s), Lanes.Load(shift + i, end - i));
                    Lanes.Store(r, to + i, end - i);
                    sum.Add(s, end - i);
                }

                return sum.Total;
            },
            (n, sum) => det[n] = (float)(TCoupling.LogDetSign * sum));
    }

    private void CoupleGradient<TLogScale, TCoupling>(
        Tensor result, Tensor h, Tensor dresult, Tensor dlogDet, Tensor? dgiven, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation
        where TCoupling : struct, ICoupling
    {
        if (dgiven is null)
        {
            CoupleHalfGradient<TLogScale, TCoupling, Discard>(result, h, dresult, dlogDet, null, dh);
            return;
        }

        var passed = dgiven.Shape.Count - CoupledShape(dgiven.Shape).Count;
        var dgiven2 = Pointer(dgiven) + passed;
        if (accumulate)
        {
            Move(default(Adding), Pointer(dresult), Pointer(dgiven), passed);
            CoupleHalfGradient<TLogScale, TCoupling, Accumulate>(result, h, dresult, dlogDet, dgiven2, dh);
        }
        else
        {
            Move(default(Copying), Pointer(dresult), Pointer(dgiven), passed);
            CoupleHalfGradient<TLogScale, TCoupling, Assign>(result, h, dresult, dlogDet, dgiven2, dh);
        }
    }

    /// <summary>The gradients of the coupled half and of h; <paramref name="dgiven2"/> is null when it is discarded.</summary>
    private void CoupleHalfGradient<TLogScale, TCoupling, TWrite>(
        Tensor result, Tensor h, Tensor dresult, Tensor dlogDet, float* dgiven2, Tensor dh)
        where TLogScale : struct, IActivation
        where TCoupling : struct, ICoupling
        where TWrite : struct, ILaneWrite
    {
        var half = CoupledShape(result.Shape);
        var passed = result.Shape.Count - half.Count;
        var value = Pointer(result) + passed;
        var gradient = Pointer(dresult) + passed;
        var logScale = Pointer(h);
        var shift = logScale + half.Count;
        var dlogScale = Pointer(dh);
        var dshift = dlogScale + half.Count;
        var ddet = Pointer(dlogDet);
        var size = half.Plane;
        var samples = half.Batch;
        ForPlanes(half, plane =>
        {
            var dlog = Vector512.Create(ddet[plane % samples]);
            var end = (plane + 1) * size;
            for (var i = plane * size; i < end; i += Lanes.Width)
            {
                var s = TLogScale.Forward(Lanes.Load(logScale + i, end - i));
                var k = TCoupling.Factor(s);
                var t = Lanes.Load(shift + i, end - i);
                var dr = Lanes.Load(gradient + i, end - i);
                var ds = TCoupling.LogScaleGradient(Lanes.Load(value + i, end - i), t, dr, dlog);
                TWrite.Write(dr * k, dgiven2 + i, end - i);
                Lanes.Store(TCoupling.ShiftGradient(dr, k), dshift + i, end - i);
                Lanes.Store(ds * TLogScale.Slope(s), dlogScale + i, end - i);
            }
        });
    }

    /// <summary>The last ⌊C/2⌋ channels, which are coupled; the others pass through.</summary>
    private static Shape CoupledShape(Shape shape) => new(shape.Channels / 2, shape.Batch, shape.Height, shape.Width);
}
