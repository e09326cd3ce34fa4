using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary><c>y = e^x</c>, which is its own slope: a gradient through it is multiplied by y.</summary>
public readonly struct Exponential : IActivation
{
    /// <inheritdoc/>
    public static string Name => "exponential";

    /// <inheritdoc/>
    public static float Forward(float x) => FloatMath.Exp(x);

    /// <inheritdoc/>
    public static double Forward(double x) => Math.Exp(x);

    /// <inheritdoc/>
    public static Vector512<float> Forward(Vector512<float> x) => FloatMath.Exp(x);

    /// <inheritdoc/>
    public static float Slope(float y) => y;

    /// <inheritdoc/>
    public static double Slope(double y) => y;

    /// <inheritdoc/>
    public static Vector512<float> Slope(Vector512<float> y) => y;
}
