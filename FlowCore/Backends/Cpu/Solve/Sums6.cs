using System.Runtime.CompilerServices;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>Six outputs.</summary>
internal unsafe struct Sums6<TVector> : ISums<Sums6<TVector>, TVector>
    where TVector : struct, ILaneVector<TVector>
{
    private TVector _s0, _s1, _s2, _s3, _s4, _s5;

    public static int Count => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sums6<TVector> Load(float* p, long step)
    {
        Sums6<TVector> sums;
        sums._s0 = TVector.Load(p);
        sums._s1 = TVector.Load(p + step);
        sums._s2 = TVector.Load(p + (2 * step));
        sums._s3 = TVector.Load(p + (3 * step));
        sums._s4 = TVector.Load(p + (4 * step));
        sums._s5 = TVector.Load(p + (5 * step));
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
    }
}
