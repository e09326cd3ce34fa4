namespace FlowCore.Onnx.Tracing;

/// <summary>Consecutive numbers of a memory that are those of a value from one on.</summary>
/// <param name="Start">The first, counted in the memory.</param>
/// <param name="Length">How many.</param>
/// <param name="Value">What they are of; null where they are known numbers.</param>
/// <param name="From">The first, counted in the value of one sample.</param>
internal readonly record struct TracedPiece(long Start, long Length, TracedValue? Value, long From)
{
    /// <summary>The first number after them.</summary>
    public long End => Start + Length;

    /// <summary>What of it lies in a range.</summary>
    public TracedPiece Within(long start, long end)
    {
        var (first, last) = (Math.Max(start, Start), Math.Min(end, End));
        return new TracedPiece(first, last - first, Value, From + first - Start);
    }
}
