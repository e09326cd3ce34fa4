using System.Runtime.CompilerServices;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>Two outputs.</summary>
internal unsafe struct Sums2<TVector> : ISums<Sums2<TVector>, TVector>
    where TVector : struct, ILaneVector<TVector>
{
    private TVector _s0, _s1;

    public static int Count => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sums2<TVector> Load(float* p, long step)
    {
        Sums2<TVector> sums;
        sums._s0 = TVector.Load(p);
        sums._s1 = TVector.Load(p + step);
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* factors, TVector x)
    {
        _s0 = TVector.MultiplyAdd(factors, x, _s0);
        _s1 = TVector.MultiplyAdd(factors + 1, x, _s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* p, long step)
    {
        _s0.Store(p);
        _s1.Store(p + step);
    }
}
