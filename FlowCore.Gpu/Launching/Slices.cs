namespace FlowCore.Gpu.Launching;

/// <summary>How a long sum is cut into parts that are made side by side and added in order.</summary>
internal static class Slices
{
    private const int Shortest = 512, Most = 64;

    /// <summary>The number of slices of a sum and the length of all but the last: a matter of the sum's length alone.</summary>
    public static (int Count, long Length) Of(long terms)
    {
        var count = (int)Math.Clamp(terms / Shortest, 1, Most);
        var length = (terms + count - 1) / count;
        return ((int)Math.Max(1, (terms + length - 1) / Math.Max(1, length)), length);
    }
}
