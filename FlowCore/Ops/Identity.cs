using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary><c>y = x</c>: a convolution without an activation.</summary>
public readonly struct Identity : IActivation
{
    /// <inheritdoc/>
    public static string Name => "identity";

    /// <inheritdoc/>
    public static float Forward(float x) => x;

    /// <inheritdoc/>
    public static double Forward(double x) => x;

    /// <inheritdoc/>
    public static Vector512<float> Forward(Vector512<float> x) => x;

    /// <inheritdoc/>
    public static float Slope(float y) => 1f;

    /// <inheritdoc/>
    public static double Slope(double y) => 1.0;

    /// <inheritdoc/>
    public static Vector512<float> Slope(Vector512<float> y) => Vector512<float>.One;
}
