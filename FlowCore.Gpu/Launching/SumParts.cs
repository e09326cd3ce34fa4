using System.Numerics;

namespace FlowCore.Gpu.Launching;

/// <summary>
/// Into how many parts a sum is cut, by the number of its terms alone: never by the device, and never by a batch of which
/// it does not add up all samples, so that a sample's result has the same bits in any batch.
/// </summary>
internal static class SumParts
{
    private const int MostBits = 10;
    private const int MostForHost = 1 << 14;
    private const int ShortestRun = 512;
    private const int MostRuns = 64;

    /// <summary>
    /// The binary logarithm of S, the least power of two with <c>S² ≥ 4·terms</c>, at most 1024. A thread adds terms/S terms
    /// and then one adds S partial sums: the steps of the two are balanced, where one of the first costs some four of the second.
    /// </summary>
    public static int BitsOf(long terms) => Math.Min(MostBits, 1 + ((CeilingLog2(terms) + 1) / 2));

    /// <summary>How many partial sums the host adds up: enough to fill a device, few enough to copy in no time.</summary>
    public static int ForHost(long terms) => (int)Math.Min(terms, MostForHost);

    /// <summary>How many runs of neighbouring terms a sum of products is cut into, and the length of all but the last.</summary>
    public static (int Count, long Length) Runs(long terms)
    {
        var length = Math.Max(ShortestRun, (terms + MostRuns - 1) / MostRuns);
        return ((int)Math.Max(1, (terms + length - 1) / length), length);
    }

    private static int CeilingLog2(long value) => value <= 1 ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)(value - 1));
}
