using System.Runtime.CompilerServices;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>Three outputs.</summary>
internal unsafe struct Sums3<TVector> : ISums<Sums3<TVector>, TVector>
    where TVector : struct, ILaneVector<TVector>
{
    private TVector _s0, _s1, _s2;

    public static int Count => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sums3<TVector> Load(float* p, long step)
    {
        Sums3<TVector> sums;
        sums._s0 = TVector.Load(p);
        sums._s1 = TVector.Load(p + step);
        sums._s2 = TVector.Load(p + (2 * step));
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* factors, TVector x)
    {
        _s0 = TVector.MultiplyAdd(factors, x, _s0);
        _s1 = TVector.MultiplyAdd(factors + 1, x, _s1);
        _s2 = TVector.MultiplyAdd(factors + 2, x, _s2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* p, long step)
    {
        _s0.Store(p);
        _s1.Store(p + step);
        _s2.Store(p + (2 * step));
    }
}
