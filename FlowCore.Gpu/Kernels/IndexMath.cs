namespace FlowCore.Gpu.Kernels;

/// <summary>
/// Division of indices that can pass 2³¹. A device divides 64-bit numbers in software, so what fits is divided in 32 bits;
/// all threads of a launch but the last few take the same branch.
/// </summary>
internal static class IndexMath
{
    /// <summary><c>⌊index / divisor⌋</c> of an index ≥ 0.</summary>
    public static int Quotient(long index, int divisor) =>
        index <= int.MaxValue ? (int)index / divisor : (int)(index / divisor);

    /// <summary><c>index mod divisor</c> of an index ≥ 0.</summary>
    public static int Remainder(long index, int divisor) =>
        index <= int.MaxValue ? (int)index % divisor : (int)(index % divisor);
}
