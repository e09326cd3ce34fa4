using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FlowCore.Backends;
using FlowCore.Backends.Cpu;

namespace FlowCore.Tools.Benching;

/// <summary>
/// As many multiply-adds as the machine can do: independent chains in registers, on every thread of a backend. What it does
/// in a second is the denominator of every rate on this machine, in this run.
/// </summary>
internal sealed class MultiplyAdds
{
    private const int Chains = 10;

    // Some tens of milliseconds: long against the start of a thread.
    private const int Rounds = 4_000_000;

    private readonly int _threads;
    private float _sum;

    private MultiplyAdds(int threads) => _threads = threads;

    /// <summary>Times work in turn with them, where the backend has them.</summary>
    /// <returns>Their row, or null; and what came of the work.</returns>
    public static (BenchRow? Limit, IReadOnlyList<Measurement> Work) MeasureBeside(
        IBackend backend, BenchClock clock, IEnumerable<Action> work)
    {
        if (Of(backend) is not { } limit)
        {
            return (null, clock.MeasureInTurn(work));
        }

        var measured = clock.MeasureInTurn([limit.Run, .. work]);
        return (limit.Row(measured[0]), [.. measured.Skip(1)]);
    }

    /// <summary>Those of a backend whose work is done by the processor's vectors; null for others.</summary>
    private static MultiplyAdds? Of(IBackend backend) => backend is CpuBackend cpu ? new MultiplyAdds(cpu.Threads) : null;

    private BenchRow Row(Measurement measured) => new(
        "multiply-adds", FormattableString.Invariant($"in registers, {_threads} threads"), Flops, Bytes: 0, measured);

    private void Run()
    {
        var others = Enumerable.Range(1, _threads - 1).Select(_ => new Thread(() => _sum += Work(Rounds))).ToArray();
        foreach (var thread in others)
        {
            thread.Start();
        }

        _sum += Work(Rounds);
        foreach (var thread in others)
        {
            thread.Join();
        }
    }

    private static int Lanes => Vector512.IsHardwareAccelerated ? Vector512<float>.Count
        : Vector256.IsHardwareAccelerated ? Vector256<float>.Count : Vector128<float>.Count;

    private double Flops => 2.0 * Lanes * Chains * Rounds * _threads;

    private static float Work(int rounds) => Vector512.IsHardwareAccelerated ? Vector512.Sum(Work512(rounds))
        : Vector256.IsHardwareAccelerated ? Vector256.Sum(Work256(rounds)) : Vector128.Sum(Work128(rounds));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> Work512(int rounds)
    {
        var (a, b) = (Vector512.Create(0.99f), Vector512.Create(0.01f));
        var (s0, s1, s2, s3, s4, s5, s6, s7, s8, s9) = (b, b, b, b, b, b, b, b, b, b);
        for (var i = 0; i < rounds; i++)
        {
            s0 = Vector512.MultiplyAddEstimate(s0, a, b);
            s1 = Vector512.MultiplyAddEstimate(s1, a, b);
            s2 = Vector512.MultiplyAddEstimate(s2, a, b);
            s3 = Vector512.MultiplyAddEstimate(s3, a, b);
            s4 = Vector512.MultiplyAddEstimate(s4, a, b);
            s5 = Vector512.MultiplyAddEstimate(s5, a, b);
            s6 = Vector512.MultiplyAddEstimate(s6, a, b);
            s7 = Vector512.MultiplyAddEstimate(s7, a, b);
            s8 = Vector512.MultiplyAddEstimate(s8, a, b);
            s9 = Vector512.MultiplyAddEstimate(s9, a, b);
        }

        return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector256<float> Work256(int rounds)
    {
        var (a, b) = (Vector256.Create(0.99f), Vector256.Create(0.01f));
        var (s0, s1, s2, s3, s4, s5, s6, s7, s8, s9) = (b, b, b, b, b, b, b, b, b, b);
        for (var i = 0; i < rounds; i++)
        {
            s0 = Vector256.MultiplyAddEstimate(s0, a, b);
            s1 = Vector256.MultiplyAddEstimate(s1, a, b);
            s2 = Vector256.MultiplyAddEstimate(s2, a, b);
            s3 = Vector256.MultiplyAddEstimate(s3, a, b);
            s4 = Vector256.MultiplyAddEstimate(s4, a, b);
            s5 = Vector256.MultiplyAddEstimate(s5, a, b);
            s6 = Vector256.MultiplyAddEstimate(s6, a, b);
            s7 = Vector256.MultiplyAddEstimate(s7, a, b);
            s8 = Vector256.MultiplyAddEstimate(s8, a, b);
            s9 = Vector256.MultiplyAddEstimate(s9, a, b);
        }

        return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector128<float> Work128(int rounds)
    {
        var (a, b) = (Vector128.Create(0.99f), Vector128.Create(0.01f));
        var (s0, s1, s2, s3, s4, s5, s6, s7, s8, s9) = (b, b, b, b, b, b, b, b, b, b);
        for (var i = 0; i < rounds; i++)
        {
            s0 = Vector128.MultiplyAddEstimate(s0, a, b);
            s1 = Vector128.MultiplyAddEstimate(s1, a, b);
            s2 = Vector128.MultiplyAddEstimate(s2, a, b);
            s3 = Vector128.MultiplyAddEstimate(s3, a, b);
            s4 = Vector128.MultiplyAddEstimate(s4, a, b);
            s5 = Vector128.MultiplyAddEstimate(s5, a, b);
            s6 = Vector128.MultiplyAddEstimate(s6, a, b);
            s7 = Vector128.MultiplyAddEstimate(s7, a, b);
            s8 = Vector128.MultiplyAddEstimate(s8, a, b);
            s9 = Vector128.MultiplyAddEstimate(s9, a, b);
        }

        return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9;
    }
}
