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
        var half = CoupledShape(given.Shape);
        var passed = given.Shape.Count - half.Count;
        if (Pointer(given) != Pointer(result))
        {
            Move(default(Copying), Pointer(given), Pointer(result), passed);
        }

        using var scratch = Scratch<double>((long)half.Channels * half.Batch);
        var partial = (double*)scratch.Pointer;
        ForItems((long)half.Channels * half.Batch, half.Plane, new CouplePlanes<TLogScale, TCoupling>(
            half, Pointer(given) + passed, Pointer(h), Pointer(result) + passed, partial));
        for (var n = 0; n < half.Batch; n++)
        {
            Pointer(logDet)[n] = (float)(TCoupling.LogDetSign * TotalOfSample(partial, n, half));
        }
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
        ForItems((long)half.Channels * half.Batch, half.Plane, new CoupleGradientPlanes<TLogScale, TCoupling, TWrite>(
            half, Pointer(result) + passed, Pointer(h), Pointer(dresult) + passed, Pointer(dlogDet), dgiven2, Pointer(dh)));
    }

    /// <summary>The last ⌊C/2⌋ channels, which are coupled; the others pass through.</summary>
    private static Shape CoupledShape(Shape shape) => new(shape.Channels / 2, shape.Batch, shape.Height, shape.Width);

    /// <summary>The coupling of a plane, and the sum of its s.</summary>
    private readonly struct CouplePlanes<TLogScale, TCoupling>(Shape half, float* given, float* h, float* result, double* sums)
        : IItemWork
        where TLogScale : struct, IActivation
        where TCoupling : struct, ICoupling
    {
        private readonly float* _given = given, _logScale = h, _shift = h + half.Count, _result = result;
        private readonly double* _sums = sums;
        private readonly int _size = half.Plane;

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
        Shape half, float* result, float* h, float* dresult, float* dlogDet, float* dgiven, float* dh) : IItemWork
        where TLogScale : struct, IActivation
        where TCoupling : struct, ICoupling
        where TWrite : struct, ILaneWrite
    {
        private readonly float* _result = result, _logScale = h, _shift = h + half.Count, _dresult = dresult, _dlogDet = dlogDet;
        private readonly float* _dgiven = dgiven, _dlogScale = dh, _dshift = dh + half.Count;
        private readonly int _size = half.Plane, _samples = half.Batch;

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
