using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary><c>y = x</c> above 0 and <c>e^x − 1</c> below: the exponential linear unit, whose slope is continuous and above 0.</summary>
public readonly struct Elu : IActivation
{
    /// <inheritdoc/>
    public static string Name => "elu";

    /// <inheritdoc/>
    public static float Forward(float x) => x > 0f ? x : FloatMath.Exp(x) - 1f;

    /// <inheritdoc/>
    public static double Forward(double x) => x > 0.0 ? x : Math.Exp(x) - 1.0;

    /// <inheritdoc/>
    public static Vector512<float> Forward(Vector512<float> x) => Vector512.ConditionalSelect(
        Vector512.GreaterThan(x, Vector512<float>.Zero), x, FloatMath.Exp(x) - Vector512<float>.One);

    /// <inheritdoc/>
    public static float Slope(float y) => y > 0f ? 1f : y + 1f;

    /// <inheritdoc/>
    public static double Slope(double y) => y > 0.0 ? 1.0 : y + 1.0;

    /// <inheritdoc/>
    public static Vector512<float> Slope(Vector512<float> y) => Vector512.ConditionalSelect(
        Vector512.GreaterThan(y, Vector512<float>.Zero), Vector512<float>.One, y + Vector512<float>.One);
}
