using FlowCore.Random;

namespace FlowCore.Backends;

/// <summary>The offset <c>u ∈ [0, 1)</c> inside the bin that turns the integer v into the real number v + u.</summary>
public readonly record struct Dequantization
{
    private Dequantization(RandomKey? key, double offset)
    {
        Key = key;
        Offset = offset;
    }

    /// <summary>u = ½, the middle of the bin: for encoding, where rounding must bring the byte back.</summary>
    public static Dequantization Midpoint => new(null, 0.5);

    /// <summary>The key of the draws, or null when u is <see cref="Offset"/> everywhere.</summary>
    public RandomKey? Key { get; }

    /// <summary>The offset when it is not drawn.</summary>
    public double Offset { get; }

    /// <summary>u drawn uniformly for each image and element: for training and evaluation.</summary>
    public static Dequantization Uniform(RandomKey key) => new(key, 0);

    /// <summary>
    /// The same u everywhere. What is encoded decodes to the same level: u is kept from the ends of a bin as far as floats need
    /// it, at most two ten-thousandths of a level at the default margin.
    /// </summary>
    /// <param name="offset">u, below 1 as a float too.</param>
    /// <exception cref="FlowException">It is outside [0, 1).</exception>
    public static Dequantization Fixed(double offset) =>
        offset >= 0 && (float)offset < 1
            ? new(null, offset)
            : throw new FlowException("Dequantization", "an offset in [0, 1)", FormattableString.Invariant($"{offset}"), "");
}
