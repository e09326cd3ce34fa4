using ILGPU;

namespace FlowCore.Gpu.Kernels.Summing;

/// <summary>
/// A running sum of floats with about 48 bits: <see cref="High"/> is what a float sum would be and <see cref="Low"/>
/// adds up what its roundings lost (Ogita, Rump and Oishi, "Accurate sum and dot product", SISC 2005). It stands where the
/// CPU uses a double, which not every GPU has.
/// </summary>
/// <remarks>
/// Compilers may fuse a product and a sum into one operation that rounds once. <see cref="Plus(float)"/> has no products, and
/// one that it is given is then added with its rounding or without, either of which is its sum. <see cref="PlusProduct"/>
/// splits its factors into halves of 12 bits by masking, since the usual splitting by a product with 2¹² + 1 is wrong when
/// fused, and adds products of halves, which a float holds exactly: fused or not, they are the same. It never subtracts from
/// a rounded product the product itself, which a compiler could turn into 0 or into its error.
/// </remarks>
internal readonly struct FloatPair(float high, float low)
{
    /// <summary>Floats of the memory that one takes.</summary>
    public const int Floats = 2;

    private const uint UpperBits = 0xfffff000;

    /// <summary>The sum as floats round it.</summary>
    public readonly float High = high;

    /// <summary>What the roundings lost.</summary>
    public readonly float Low = low;

    /// <summary>The sum; infinite or NaN as a float sum would be.</summary>
    public float Total => IsFinite(High) ? High + Low : High;

    /// <summary>What <see cref="Total"/> leaves out.</summary>
    public float Rest => Low - (Total - High);

    /// <summary>A number of the host, to 48 bits.</summary>
    public static FloatPair Of(double number) => new((float)number, (float)(number - (float)number));

    /// <summary>The sum in double, for the host.</summary>
    public double ToDouble() => IsFinite(High) ? (double)High + Low : High;

    /// <summary><c>this + x</c>.</summary>
    public FloatPair Plus(float x)
    {
        var sum = High + x;
        var added = sum - High;
        return new FloatPair(sum, Low + ((High - (sum - added)) + (x - added)));
    }

    /// <summary><c>this + x</c>.</summary>
    public FloatPair Plus(FloatPair x)
    {
        var sum = Plus(x.High);
        return new FloatPair(sum.High, sum.Low + x.Low);
    }

    /// <summary><c>this + x·y</c>, the product not rounded.</summary>
    public FloatPair PlusProduct(float x, float y)
    {
        var product = x * y;
        if (!IsFinite(product))
        {
            return Plus(product);
        }

        var upperX = Upper(x);
        var lowerX = x - upperX;
        var upperY = Upper(y);
        var lowerY = y - upperY;
        return Plus(upperX * upperY).Plus(upperX * lowerY).Plus(lowerX * upperY).Plus(lowerX * lowerY);
    }

    /// <summary><c>this/x</c>: a quotient of floats, and that of what it leaves over.</summary>
    public FloatPair DividedBy(float x)
    {
        var quotient = Total / x;
        return new FloatPair(quotient, PlusProduct(-quotient, x).Total / x);
    }

    // Comparisons, since x − x of a product may come out fused and then is its rounding error.
    private static bool IsFinite(float x) => x >= float.MinValue && x <= float.MaxValue;

    private static float Upper(float x) => Interop.IntAsFloat(Interop.FloatAsInt(x) & UpperBits);
}
