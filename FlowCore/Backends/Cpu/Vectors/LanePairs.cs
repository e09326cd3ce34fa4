using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowCore.Backends.Cpu.Vectors;

/// <summary>Takes rows of pairs apart and together, where the hardware moves floats between two vectors in one instruction.</summary>
internal static unsafe class LanePairs
{
    /// <summary>Whether rows of so many pairs are faster here: of shorter ones a masked store is most of the work.</summary>
    public static bool IsFaster(long count) => Avx512F.IsSupported && count > Lanes.Width / 2;

    /// <summary><c>even[j] (+)= pairs[2j]</c> and <c>odd[j] (+)= pairs[2j + 1]</c> along a row.</summary>
    public static void Split(float* pairs, float* even, float* odd, long count, bool accumulate)
    {
        if (accumulate)
        {
            Split<Accumulate>(pairs, even, odd, count);
        }
        else
        {
            Split<Assign>(pairs, even, odd, count);
        }
    }

    /// <summary><c>pairs[2j] (+)= even[j]</c> and <c>pairs[2j + 1] (+)= odd[j]</c> along a row.</summary>
    public static void Join(float* even, float* odd, float* pairs, long count, bool accumulate)
    {
        if (accumulate)
        {
            Join<Accumulate>(even, odd, pairs, count);
        }
        else
        {
            Join<Assign>(even, odd, pairs, count);
        }
    }

    private static void Split<TWrite>(float* pairs, float* even, float* odd, long count)
        where TWrite : struct, ILaneWrite
    {
        var evens = Vector512<int>.Indices << 1;
        var odds = evens + Vector512<int>.One;
        for (var j = 0L; j < count; j += Lanes.Width)
        {
            var left = count - j;
            var low = Lanes.Load(pairs + (2 * j), 2 * left);
            var high = Lanes.Load(pairs + (2 * j) + Lanes.Width, (2 * left) - Lanes.Width);
            TWrite.Write(Avx512F.PermuteVar16x32x2(low, evens, high), even + j, left);
            TWrite.Write(Avx512F.PermuteVar16x32x2(low, odds, high), odd + j, left);
        }
    }

    private static void Join<TWrite>(float* even, float* odd, float* pairs, long count)
        where TWrite : struct, ILaneWrite
    {
        // 0, 16, 1, 17, …: from 16 on an index is of the second vector.
        var lower = (Vector512<int>.Indices >> 1) + ((Vector512<int>.Indices & Vector512<int>.One) << 4);
        var upper = lower + Vector512.Create(Lanes.Width / 2);
        for (var j = 0L; j < count; j += Lanes.Width)
        {
            var left = count - j;
            var (x, y) = (Lanes.Load(even + j, left), Lanes.Load(odd + j, left));
            TWrite.Write(Avx512F.PermuteVar16x32x2(x, lower, y), pairs + (2 * j), 2 * left);
            TWrite.Write(Avx512F.PermuteVar16x32x2(x, upper, y), pairs + (2 * j) + Lanes.Width, (2 * left) - Lanes.Width);
        }
    }
}
