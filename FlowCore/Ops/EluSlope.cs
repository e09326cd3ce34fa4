using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// <c>s = 1</c> above 0 and <c>h + 1</c> below: the slope of <see cref="Elu"/> from its value h. A log-determinant with slopes in
/// it is differentiated through them, so that they need a slope of their own.
/// </summary>
public readonly struct EluSlope : IActivation
{
    /// <inheritdoc/>
    public static string Name => "slope of elu";

    /// <inheritdoc/>
    public static float Forward(float x) => Elu.Slope(x);

    /// <inheritdoc/>
    public static double Forward(double x) => Elu.Slope(x);

    /// <inheritdoc/>
    public static Vector512<float> Forward(Vector512<float> x) => Elu.Slope(x);

    /// <inheritdoc/>
    public static float Slope(float y) => y >= 1f ? 0f : 1f;

    /// <inheritdoc/>
    public static double Slope(double y) => y >= 1.0 ? 0.0 : 1.0;

    /// <inheritdoc/>
    public static Vector512<float> Slope(Vector512<float> y) =>
        Vector512.AndNot(Vector512<float>.One, Vector512.GreaterThanOrEqual(y, Vector512<float>.One));
}
