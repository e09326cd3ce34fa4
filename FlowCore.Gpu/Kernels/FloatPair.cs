namespace FlowCore.Gpu.Kernels;

/// <summary>
/// A number as the sum of two floats, of which the first is the number rounded: about 46 bits, for devices that have no
/// double. The products of halves below are exact: a compiler that fuses one with the sum that follows rounds no other way.
/// </summary>
/// <remarks>T. J. Dekker, A floating-point technique for extending the available precision (1971); D. E. Knuth, TAOCP 2, 4.2.2.</remarks>
internal readonly struct FloatPair(float head, float tail)
{
    // The upper 12 of 24 significant bits: products of two halves fit a float.
    private const int UpperHalf = ~0xfff;

    /// <summary>The number rounded to float.</summary>
    public float Head { get; } = head;

    /// <summary>What the head leaves out.</summary>
    public float Tail { get; } = tail;

    /// <summary><c>a + b</c>, exactly.</summary>
    public static FloatPair Sum(float a, float b)
    {
        var sum = a + b;
        var ofB = sum - a;
        return new FloatPair(sum, (a - (sum - ofB)) + (b - ofB));
    }

    /// <summary><c>this + x</c>.</summary>
    public FloatPair Plus(float x)
    {
        var sum = Sum(Head, x);
        return Sum(sum.Head, sum.Tail + Tail);
    }

    /// <summary><c>this − weight·x</c>.</summary>
    public FloatPair Minus(float weight, FloatPair x)
    {
        var (a, b) = (Upper(-weight), Upper(x.Head));
        var (aRest, bRest) = (-weight - a, x.Head - b);

        // Cut where a float ends, from the largest part to the smallest.
        return Plus(a * b).Plus(a * bRest).Plus(aRest * b).Plus((aRest * bRest) + (-weight * x.Tail));
    }

    private static float Upper(float x) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(x) & UpperHalf);
}
