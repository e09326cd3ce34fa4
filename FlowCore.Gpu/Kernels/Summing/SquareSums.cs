namespace FlowCore.Gpu.Kernels.Summing;

/// <summary>
/// <c>Σ x²</c> with the range and nearly the precision of a double: numbers far from 1 are scaled by a power of two before
/// they are squared, and each kind has a sum of its own (Blue, "A portable Fortran program to find the Euclidean norm", 1978).
/// </summary>
internal readonly struct SquareSums(FloatPair small, FloatPair middle, FloatPair large)
{
    /// <summary>Floats of the memory that one takes.</summary>
    public const int Floats = 6;

    // 2⁴⁰, below which squares leave room for their lost bits, and 2⁸⁸, which brings the others there.
    private const float Bound = 1.09951163e12f, BoundScale = 3.09485010e26f;

    private readonly FloatPair _small = small, _middle = middle, _large = large;

    /// <summary><c>this + x²</c>.</summary>
    public SquareSums PlusSquare(float x)
    {
        var size = x < 0f ? -x : x;
        if (size > Bound)
        {
            var scaled = x / BoundScale;
            return new SquareSums(_small, _middle, _large.PlusProduct(scaled, scaled));
        }

        if (size < 1f / Bound)
        {
            var scaled = x * BoundScale;
            return new SquareSums(_small.PlusProduct(scaled, scaled), _middle, _large);
        }

        return new SquareSums(_small, _middle.PlusProduct(x, x), _large);
    }

    /// <summary>The sum in double, for the host.</summary>
    public double ToDouble()
    {
        const double Scale = (double)BoundScale * BoundScale;
        return (_small.ToDouble() / Scale) + _middle.ToDouble() + (_large.ToDouble() * Scale);
    }
}
