using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// <c>ln p(z) = −|z| − 2·ln(1 + e^−|z|)</c>. Its distribution function is the sigmoid, so that with the logit
/// preprocess an identity flow is the uniform density over pixels: exactly <c>bits</c> bits per dimension.
/// </summary>
public readonly struct StandardLogistic : ILogDensity
{
    /// <inheritdoc/>
    public static string Name => "standard logistic";

    /// <inheritdoc/>
    public static float LogDensity(float z)
    {
        var a = z < 0f ? z : -z;
        return a - (2f * FloatMath.Log(1f + FloatMath.Exp(a)));
    }

    /// <inheritdoc/>
    public static double LogDensity(double z)
    {
        var a = -Math.Abs(z);
        return a - (2.0 * Math.Log(1.0 + Math.Exp(a)));
    }

    /// <inheritdoc/>
    public static Vector512<float> LogDensity(Vector512<float> z)
    {
        var a = -Vector512.Abs(z);
        return a - (FloatMath.Log(Vector512<float>.One + FloatMath.Exp(a)) * 2f);
    }

    /// <inheritdoc/>
    public static float Score(float z) => -FloatMath.Tanh(0.5f * z);

    /// <inheritdoc/>
    public static double Score(double z) => -Math.Tanh(0.5 * z);

    /// <inheritdoc/>
    public static Vector512<float> Score(Vector512<float> z) => -FloatMath.Tanh(z * 0.5f);
}
