using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;
using FlowCore.Backends.Cpu.Working;

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
        var shape = given.Shape;
        var planes = (long)shape.Channels * shape.Batch;
        using var scratch = Scratch<double>(planes);
        var partial = (double*)scratch.Pointer;
        ForItems(planes, shape.Plane, new CouplePlanes<TLogScale, TCoupling>(
            shape, Pointer(given), Pointer(h), Pointer(result), partial));
        for (var n = 0; n < shape.Batch; n++)
        {
            Pointer(logDet)[n] = (float)(TCoupling.LogDetSign * TotalOfSample(partial, n, shape));
        }
    }

    private void CoupleGradient<TLogScale, TCoupling>(
        Tensor result, Tensor h, Tensor dresult, Tensor dlogDet, Tensor? dgiven, bool accumulate, Tensor dh)
        where TLogScale : struct, IActivation
        where TCoupling : struct, ICoupling
    {
        if (dgiven is null)
        {
            CoupleGradient<TLogScale, TCoupling, Discard>(result, h, dresult, dlogDet, null, dh);
        }
        else if (accumulate)
        {
            CoupleGradient<TLogScale, TCoupling, Accumulate>(result, h, dresult, dlogDet, Pointer(dgiven), dh);
        }
        else
        {
            CoupleGradient<TLogScale, TCoupling, Assign>(result, h, dresult, dlogDet, Pointer(dgiven), dh);
        }
    }

    private void CoupleGradient<TLogScale, TCoupling, TWrite>(
        Tensor result, Tensor h, Tensor dresult, Tensor dlogDet, float* dgiven, Tensor dh)
        where TLogScale : struct, IActivation
        where TCoupling : struct, ICoupling
        where TWrite : struct, ILaneWrite
    {
        var shape = result.Shape;
        ForItems((long)shape.Channels * shape.Batch, shape.Plane, new CoupleGradientPlanes<TLogScale, TCoupling, TWrite>(
            shape, Pointer(result), Pointer(h), Pointer(dresult), Pointer(dlogDet), dgiven, Pointer(dh)));
    }

    /// <summary>The coupling of a plane, and the sum of its s.</summary>
    private readonly struct CouplePlanes<TLogScale, TCoupling>(Shape shape, float* given, float* h, float* result, double* sums)
        : IItemWork
        where TLogScale : struct, IActivation
        where TCoupling : struct, ICoupling
    {
        private readonly float* _given = given, _logScale = h, _shift = h + shape.Count, _result = result;
        private readonly double* _sums = sums;
        private readonly int _size = shape.Plane;

        public void Run(long plane)
        {
            var sum = default(LaneSum);
            var end = (plane + 1) * _size;
            for (var i = plane * _size; i < end; i += Lanes.Width)
            {
                var s = TLogScale.Forward(Lanes.Load(_logScale + i, end - i));
                var r = TCoupling.Result(Lanes.Load(_given + i, end - i), TCoupling.Factor(s), Lanes.Load(_shift + i, end - i));
                Lanes.Store(r, _result + i, end - i);
                sum.Add(s, end - i);
            }

            _sums[plane] = sum.Total;
        }
    }

    /// <summary>The gradients of a plane.</summary>
    private readonly struct CoupleGradientPlanes<TLogScale, TCoupling, TWrite>(
        Shape shape, float* result, float* h, float* dresult, float* dlogDet, float* dgiven, float* dh) : IItemWork
        where TLogScale : struct, IActivation
        where TCoupling : struct, ICoupling
        where TWrite : struct, ILaneWrite
    {
        private readonly float* _result = result, _logScale = h, _shift = h + shape.Count, _dresult = dresult, _dlogDet = dlogDet;
        private readonly float* _dgiven = dgiven, _dlogScale = dh, _dshift = dh + shape.Count;
        private readonly int _size = shape.Plane, _samples = shape.Batch;

        public void Run(long plane)
        {
            var dlog = Vector512.Create(_dlogDet[plane % _samples]);
            var end = (plane + 1) * _size;
            for (var i = plane * _size; i < end; i += Lanes.Width)
            {
                var s = TLogScale.Forward(Lanes.Load(_logScale + i, end - i));
                var k = TCoupling.Factor(s);
                var t = Lanes.Load(_shift + i, end - i);
                var dr = Lanes.Load(_dresult + i, end - i);
                var ds = TCoupling.LogScaleGradient(Lanes.Load(_result + i, end - i), t, dr, dlog);
                TWrite.Write(dr * k, _dgiven + i, end - i);
                Lanes.Store(TCoupling.ShiftGradient(dr, k), _dshift + i, end - i);
                Lanes.Store(ds * TLogScale.Slope(s), _dlogScale + i, end - i);
            }
        }
    }
}
