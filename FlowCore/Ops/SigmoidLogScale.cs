using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// The log-scale <c>s = ln σ(h + 2)</c> of MaCow, Glow's code and others: a factor below 1, near 0.88 where <c>h = 0</c>. Computed as
/// <c>min(u, 0) − ln(1 + exp(−|u|))</c> with <c>u = h + 2</c>, which is finite wherever h is, within a rounding of 1 beside one of s.
/// </summary>
public readonly struct SigmoidLogScale : IActivation
{
    private const float Offset = 2f;

    /// <inheritdoc/>
    public static string Name => "sigmoid log-scale";

    /// <inheritdoc/>
    public static float Forward(float x)
    {
        var u = x + Offset;
        return (u < 0f ? u : 0f) - FloatMath.Log(1f + FloatMath.Exp(u < 0f ? u : -u));
    }

    /// <inheritdoc/>
    public static double Forward(double x)
    {
        var u = x + Offset;
        return Math.Min(u, 0.0) - Math.Log(1.0 + Math.Exp(-Math.Abs(u)));
    }

    /// <inheritdoc/>
    public static Vector512<float> Forward(Vector512<float> x)
    {
        var u = x + Vector512.Create(Offset);
        var below = Vector512.LessThan(u, Vector512<float>.Zero);
        return (below & u) - FloatMath.Log(Vector512<float>.One + FloatMath.Exp(Vector512.ConditionalSelect(below, u, -u)));
    }

    /// <summary><c>1 − eˢ = σ(−h − 2)</c>.</summary>
    public static float Slope(float y) => 1f - FloatMath.Exp(y);

    /// <inheritdoc cref="Slope(float)"/>
    public static double Slope(double y) => 1.0 - Math.Exp(y);

    /// <inheritdoc cref="Slope(float)"/>
    public static Vector512<float> Slope(Vector512<float> y) => Vector512<float>.One - FloatMath.Exp(y);
}
