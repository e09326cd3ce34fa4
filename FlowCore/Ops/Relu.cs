using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// <c>y = max(x, 0)</c> that lets NaN through: a maximum that drops it would hide the first sign of a diverging run.
/// </summary>
public readonly struct Relu : IActivation
{
    /// <inheritdoc/>
    public static string Name => "relu";

    /// <inheritdoc/>
    public static float Forward(float x) => x < 0f ? 0f : x;

    /// <inheritdoc/>
    public static double Forward(double x) => x < 0.0 ? 0.0 : x;

    /// <inheritdoc/>
    public static Vector512<float> Forward(Vector512<float> x) =>
        Vector512.AndNot(x, Vector512.LessThan(x, Vector512<float>.Zero));

    /// <inheritdoc/>
    public static float Slope(float y) => y > 0f ? 1f : 0f;

    /// <inheritdoc/>
    public static double Slope(double y) => y > 0.0 ? 1.0 : 0.0;

    /// <inheritdoc/>
    public static Vector512<float> Slope(Vector512<float> y) =>
        Vector512.GreaterThan(y, Vector512<float>.Zero) & Vector512<float>.One;
}
