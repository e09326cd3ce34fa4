using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// <c>x = (v + u)/Q − ½</c>, whose slope <c>1/Q</c> is the same everywhere. Where a u just below 1 is rounded up to the next
/// level, or for the last level to ½, x is a last place below that.
/// </summary>
public readonly struct LinearScale : IPixelScale
{
    // The spacing of floats between ¼ and ½; every end of a bin less this is a float, and is still less as a double plus ½.
    private const float LastPlace = 1f / (1 << 25);

    private readonly float _levels;
    private readonly float _reciprocal;

    /// <summary>The scale of a map, which is taken to be <see cref="PixelScale.Linear"/>.</summary>
    public LinearScale(PixelCoding coding)
    {
        _levels = coding.Levels;
        _reciprocal = 1f / coding.Levels;
    }

    /// <inheritdoc/>
    // Twice the only rounding, that of x + ½: Q is a power of two.
    public float DecodeError => _levels * 1.2e-7f;

    /// <inheritdoc/>
    public static double LogSlope(PixelCoding coding) => -Math.Log(coding.Levels);

    /// <inheritdoc/>
    public static byte Decode(double x, PixelCoding coding) =>
        (byte)Math.Clamp(Math.Floor((x + 0.5) * coding.Levels), 0.0, coding.Levels - 1.0);

    /// <inheritdoc/>
    public (float Coded, float LogSlope) Encode(float v, float u)
    {
        var coded = ((v + u) * _reciprocal) - 0.5f;
        var end = ((v + 1f) * _reciprocal) - 0.5f;
        return (coded < end ? coded : end - LastPlace, 0f);
    }

    /// <inheritdoc/>
    public (Vector512<float> Coded, Vector512<float> LogSlope) Encode(Vector512<float> v, Vector512<float> u)
    {
        var half = Vector512.Create(0.5f);
        var coded = ((v + u) * _reciprocal) - half;
        var end = ((v + Vector512<float>.One) * _reciprocal) - half;
        var isInside = Vector512.LessThan(coded, end);
        return (Vector512.ConditionalSelect(isInside, coded, end - Vector512.Create(LastPlace)), Vector512<float>.Zero);
    }

    /// <inheritdoc/>
    public Vector512<float> Decode(Vector512<float> x) => (x + Vector512.Create(0.5f)) * _levels;
}
