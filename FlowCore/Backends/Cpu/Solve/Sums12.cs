using System.Runtime.CompilerServices;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>Twelve outputs.</summary>
internal unsafe struct Sums12<TVector> : ISums<Sums12<TVector>, TVector>
    where TVector : struct, ILaneVector<TVector>
{
    private TVector _s0, _s1, _s2, _s3, _s4, _s5, _s6, _s7, _s8, _s9, _s10, _s11;

    public static int Count => 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sums12<TVector> Load(float* p, long step)
    {
        Sums12<TVector> sums;
        sums._s0 = TVector.Load(p);
        sums._s1 = TVector.Load(p + step);
        sums._s2 = TVector.Load(p + (2 * step));
        sums._s3 = TVector.Load(p + (3 * step));
        sums._s4 = TVector.Load(p + (4 * step));
        sums._s5 = TVector.Load(p + (5 * step));
        sums._s6 = TVector.Load(p + (6 * step));
        sums._s7 = TVector.Load(p + (7 * step));
        sums._s8 = TVector.Load(p + (8 * step));
        sums._s9 = TVector.Load(p + (9 * step));
        sums._s10 = TVector.Load(p + (10 * step));
        sums._s11 = TVector.Load(p + (11 * step));
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* factors, TVector x)
    {
        _s0 = TVector.MultiplyAdd(factors, x, _s0);
        _s1 = TVector.MultiplyAdd(factors + 1, x, _s1);
        _s2 = TVector.MultiplyAdd(factors + 2, x, _s2);
        _s3 = TVector.MultiplyAdd(factors + 3, x, _s3);
        _s4 = TVector.MultiplyAdd(factors + 4, x, _s4);
        _s5 = TVector.MultiplyAdd(factors + 5, x, _s5);
        _s6 = TVector.MultiplyAdd(factors + 6, x, _s6);
        _s7 = TVector.MultiplyAdd(factors + 7, x, _s7);
        _s8 = TVector.MultiplyAdd(factors + 8, x, _s8);
        _s9 = TVector.MultiplyAdd(factors + 9, x, _s9);
        _s10 = TVector.MultiplyAdd(factors + 10, x, _s10);
        _s11 = TVector.MultiplyAdd(factors + 11, x, _s11);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* p, long step)
    {
        _s0.Store(p);
        _s1.Store(p + step);
        _s2.Store(p + (2 * step));
        _s3.Store(p + (3 * step));
        _s4.Store(p + (4 * step));
        _s5.Store(p + (5 * step));
        _s6.Store(p + (6 * step));
        _s7.Store(p + (7 * step));
        _s8.Store(p + (8 * step));
        _s9.Store(p + (9 * step));
        _s10.Store(p + (10 * step));
        _s11.Store(p + (11 * step));
    }
}
