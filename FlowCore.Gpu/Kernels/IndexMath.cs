namespace FlowCore.Gpu.Kernels;

/// <summary>Index arithmetic that is right past 2³¹ elements.</summary>
internal static class IndexMath
{
    /// <summary>
    /// <c>⌊index / divisor⌋</c> of numbers that are not negative: in 32 bits while they fit, since a division of 64-bit
    /// numbers takes a GPU some ten times as long.
    /// </summary>
    public static long Divide(long index, int divisor) =>
        index <= uint.MaxValue ? (uint)index / (uint)divisor : index / divisor;

    /// <summary><c>index mod divisor</c>, likewise.</summary>
    public static int Remainder(long index, int divisor) => (int)(index - (Divide(index, divisor) * divisor));
}
