using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// <c>x = ln A − ln B</c> and <c>ln |dx/dv| = ln(1 − 2α) + ln Q − ln A − ln B</c>, with <c>A = αQ + (1 − 2α)(v + u)</c>
/// and <c>B = αQ + (1 − 2α)((Q − v) − u)</c>: B is not <c>Q − A</c>, which would cancel near white. A fixed u is kept so far
/// from the ends of its bin that no rounding takes x out of it; a drawn one is used as it is.
/// </summary>
public readonly struct LogitScale : IPixelScale
{
    // Of x: 2e-7 of each logarithm, which is 5.6 at most, and five roundings.
    private const double CodedError = 3e-6;

    // Where the margin leaves so little room that a bin is narrower than the error, its middle is the best there is.
    private const float MostKept = 0.25f;

    private readonly float _levels;
    private readonly float _margin;
    private readonly float _slope;
    private readonly float _kept;

    /// <summary>The scale of a map, which is taken to be <see cref="PixelScale.Logit"/>.</summary>
    /// <param name="coding">The map.</param>
    /// <param name="isFixed">Whether u is the same everywhere and what is encoded is to be decoded to the same level.</param>
    public LogitScale(PixelCoding coding, bool isFixed = false)
    {
        _levels = coding.Levels;
        _margin = (float)(coding.Alpha * coding.Levels);
        _slope = (float)Room(coding);
        _kept = isFixed ? (float)(CodedError / (coding.Levels * Room(coding))) : 0f;
    }

    /// <inheritdoc/>
    // Twice what comes together: 2e-7 of exp, three roundings of the sigmoid, four of what is done to it.
    public float DecodeError => _levels * 1e-6f / _slope;

    /// <inheritdoc/>
    public static double LogSlope(PixelCoding coding) => Math.Log(Room(coding)) + Math.Log(coding.Levels);

    /// <inheritdoc/>
    public static byte Decode(double x, PixelCoding coding)
    {
        var unit = ((1.0 / (1.0 + Math.Exp(-x))) - coding.Alpha) / Room(coding);
        return (byte)Math.Clamp(Math.Floor(unit * coding.Levels), 0.0, coding.Levels - 1.0);
    }

    /// <inheritdoc/>
    public (float Coded, float LogSlope) Encode(float v, float u)
    {
        u = Kept(v, u);
        var below = FloatMath.Log(_margin + ((v + u) * _slope));
        var above = FloatMath.Log(_margin + ((_levels - v - u) * _slope));
        return (below - above, -(below + above));
    }

    /// <inheritdoc/>
    public (Vector512<float> Coded, Vector512<float> LogSlope) Encode(Vector512<float> v, Vector512<float> u)
    {
        var margin = Vector512.Create(_margin);
        u = Kept(v, u);
        var below = FloatMath.Log(margin + ((v + u) * _slope));
        var above = FloatMath.Log(margin + ((Vector512.Create(_levels) - v - u) * _slope));
        return (below - above, -(below + above));
    }

    /// <inheritdoc/>
    public Vector512<float> Decode(Vector512<float> x) =>
        ((Vector512.Create(_levels) / (Vector512<float>.One + FloatMath.Exp(-x))) - Vector512.Create(_margin)) / _slope;

    /// <summary>
    /// u no nearer to either end of its bin than the error of x is wide there, <c>A·B/((1 − 2α)Q)</c> levels a unit of x; a drawn
    /// u itself.
    /// </summary>
    private float Kept(float v, float u)
    {
        var low = (_margin + (v * _slope)) * (_margin + ((_levels - v) * _slope)) * _kept;
        var high = (_margin + ((v + 1f) * _slope)) * (_margin + ((_levels - 1f - v) * _slope)) * _kept;
        low = low < MostKept ? low : MostKept;
        high = 1f - (high < MostKept ? high : MostKept);
        u = u < low ? low : u;
        return u > high ? high : u;
    }

    /// <inheritdoc cref="Kept(float, float)"/>
    private Vector512<float> Kept(Vector512<float> v, Vector512<float> u)
    {
        if (_kept == 0f)
        {
            return u;
        }

        var (one, margin, most) = (Vector512<float>.One, Vector512.Create(_margin), Vector512.Create(MostKept));
        var levels = Vector512.Create(_levels);
        var low = (margin + (v * _slope)) * (margin + ((levels - v) * _slope)) * _kept;
        var high = (margin + ((v + one) * _slope)) * (margin + ((levels - one - v) * _slope)) * _kept;
        return Vector512.Min(Vector512.Max(u, Vector512.Min(low, most)), one - Vector512.Min(high, most));
    }

    private static double Room(PixelCoding coding) => 1.0 - (2.0 * coding.Alpha);
}
