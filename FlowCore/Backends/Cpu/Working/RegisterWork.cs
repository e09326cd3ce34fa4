using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Working;

/// <summary>Independent chains of multiply-adds in registers: as many as a thread of this machine can do.</summary>
/// <remarks>
/// Each width is written out: the one type over all of them that there is, <c>ILaneVector</c>, takes its factors from memory.
/// </remarks>
/// <param name="bits">Bits of a vector.</param>
/// <param name="sums">Takes a number a task, so that nothing is left out.</param>
internal readonly struct RegisterWork(int bits, float[] sums) : ITeamWork
{
    private const int Chains = 10;

    // Some ten milliseconds: long against the waking of a thread.
    private const int Rounds = 4_000_000;

    /// <summary>Floating-point operations of a task, two a multiply-add.</summary>
    public double Flops => 2.0 * (bits / 8 / sizeof(float)) * Chains * Rounds;

    public void Run(int task, int worker) => sums[task] = bits switch
    {
        512 => Vector512.Sum(Work512(Rounds)),
        256 => Vector256.Sum(Work256(Rounds)),
        _ => Vector128.Sum(Work128(Rounds)),
    };

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
