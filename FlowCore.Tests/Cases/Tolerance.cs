namespace FlowCore.Tests.Cases;

/// <summary>How far a float result may be from the double one, relative to the largest magnitude, and why.</summary>
/// <param name="Relative">The bound.</param>
/// <param name="Reason">Where it comes from.</param>
/// <param name="Alone">How far a sample may be from the same sample in another batch.</param>
internal sealed record Tolerance(double Relative, string Reason, double Alone = 1e-6)
{
    private const double HalfUlp = 1.0 / (1 << 24);

    /// <summary>Nothing is rounded: numbers are moved.</summary>
    public static Tolerance Exact { get; } = new(0, "numbers are moved, not computed", Alone: 0);

    /// <summary>A handful of roundings.</summary>
    public static Tolerance Pointwise { get; } =
        new(16 * HalfUlp, "at most about ten float operations an element, exp, ln and tanh within 2e-7 among them");

    /// <summary>Sums in double of float terms, whatever their order.</summary>
    public static Tolerance DoubleSum { get; } = new(1e-12, "the terms are exact and only their sum is rounded, in double");

    /// <summary>Float sums: rounding errors add up like a random walk over the terms, with a factor of 4 to spare.</summary>
    public static Tolerance Sum(long terms) =>
        new((8 + (4 * Math.Sqrt(terms))) * HalfUlp, "a float sum: its rounding errors grow like the root of its terms");

    /// <summary>A float recursion over the image whose taps sum to below ½, so that its gain is below 2.</summary>
    public static Tolerance Solve(long terms) =>
        new((16 + (8 * Math.Sqrt(terms))) * HalfUlp, "a float sum a pixel, and a recursion with a gain below 2", Alone: 0);
}
