using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// <c>x = ln A − ln B</c> and <c>ln |dx/dv| = ln(1 − 2α) + ln Q − ln A − ln B</c>, with <c>A = αQ + (1 − 2α)(v + u)</c>
/// and <c>B = αQ + (1 − 2α)((Q − v) − u)</c>: B is not <c>Q − A</c>, which would cancel near white.
/// </summary>
public readonly struct LogitScale : IPixelScale
{
    private readonly float _levels;
    private readonly float _margin;
    private readonly float _slope;

    /// <summary>The scale of a map, which is taken to be <see cref="PixelScale.Logit"/>.</summary>
    public LogitScale(PixelCoding coding)
    {
        _levels = coding.Levels;
        _margin = (float)(coding.Alpha * coding.Levels);
        _slope = (float)Room(coding);
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
        var below = FloatMath.Log(_margin + ((v + u) * _slope));
        var above = FloatMath.Log(_margin + ((_levels - v - u) * _slope));
        return (below - above, -(below + above));
    }

    /// <inheritdoc/>
    public (Vector512<float> Coded, Vector512<float> LogSlope) Encode(Vector512<float> v, Vector512<float> u)
    {
        var margin = Vector512.Create(_margin);
        var below = FloatMath.Log(margin + ((v + u) * _slope));
        var above = FloatMath.Log(margin + ((Vector512.Create(_levels) - v - u) * _slope));
        return (below - above, -(below + above));
    }

    /// <inheritdoc/>
    public Vector512<float> Decode(Vector512<float> x) =>
        ((Vector512.Create(_levels) / (Vector512<float>.One + FloatMath.Exp(-x))) - Vector512.Create(_margin)) / _slope;

    private static double Room(PixelCoding coding) => 1.0 - (2.0 * coding.Alpha);
}
