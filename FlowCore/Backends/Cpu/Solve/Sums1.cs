using System.Runtime.CompilerServices;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>One output.</summary>
internal unsafe struct Sums1<TVector> : ISums<Sums1<TVector>, TVector>
    where TVector : struct, ILaneVector<TVector>
{
    private TVector _s0;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Sums1<TVector> Load(float* p, long step)
    {
        Sums1<TVector> sums;
        sums._s0 = TVector.Load(p);
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* factors, TVector x)
    {
        _s0 = TVector.MultiplyAdd(factors, x, _s0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* p, long step)
    {
        _s0.Store(p);
    }
}
