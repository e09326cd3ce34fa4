using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu;

/// <summary>The <see cref="PixelScale"/> that a loop is compiled for: how <c>v + u</c> becomes a real number.</summary>
internal interface IPixelScale
{
    /// <summary>The part of <c>ln |dx/dv|</c> that is the same for all pixels, in double.</summary>
    double LogSlope { get; }

    /// <summary>x, and the rest of <c>ln |dx/dv|</c>.</summary>
    (Vector512<float> Coded, Vector512<float> LogSlope) Encode(Vector512<float> v, Vector512<float> u);
}

/// <summary>
/// <c>x = ln A − ln B</c> and <c>ln |dx/dv| = ln(1 − 2α) + ln Q − ln A − ln B</c>, with <c>A = αQ + (1 − 2α)(v + u)</c>
/// and <c>B = αQ + (1 − 2α)((Q − v) − u)</c>: B is not <c>Q − A</c>, which would cancel near white.
/// </summary>
internal readonly struct LogitScale : IPixelScale
{
    private readonly float _levels;
    private readonly float _margin;
    private readonly float _slope;

    public LogitScale(PixelCoding coding)
    {
        var slope = 1.0 - (2.0 * coding.Alpha);
        _levels = coding.Levels;
        _margin = (float)(coding.Alpha * coding.Levels);
        _slope = (float)slope;
        LogSlope = Math.Log(slope) + Math.Log(coding.Levels);
    }

    public double LogSlope { get; }

    public (Vector512<float> Coded, Vector512<float> LogSlope) Encode(Vector512<float> v, Vector512<float> u)
    {
        var margin = Vector512.Create(_margin);
        var below = FloatMath.Log(margin + ((v + u) * _slope));
        var above = FloatMath.Log(margin + ((Vector512.Create(_levels) - v - u) * _slope));
        return (below - above, -(below + above));
    }
}

/// <summary><c>x = (v + u)/Q − ½</c>, whose slope <c>1/Q</c> is the same everywhere.</summary>
internal readonly struct LinearScale : IPixelScale
{
    private readonly float _reciprocal;

    public LinearScale(PixelCoding coding)
    {
        _reciprocal = 1f / coding.Levels;
        LogSlope = -Math.Log(coding.Levels);
    }

    public double LogSlope { get; }

    public (Vector512<float> Coded, Vector512<float> LogSlope) Encode(Vector512<float> v, Vector512<float> u) =>
        (((v + u) * _reciprocal) - Vector512.Create(0.5f), Vector512<float>.Zero);
}
