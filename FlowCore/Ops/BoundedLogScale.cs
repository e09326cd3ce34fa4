using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// The log-scale of an affine coupling, <c>s = 2·tanh(h/2)</c>: |s| &lt; 2, so that neither direction can multiply by
/// more than e² however far the net's output <c>h</c> runs (FInC Flow's published code; its figure draws an unbounded one).
/// </summary>
public readonly struct BoundedLogScale : IActivation
{
    /// <inheritdoc/>
    public static string Name => "bounded log-scale";

    /// <inheritdoc/>
    public static float Forward(float x) => 2f * FloatMath.Tanh(0.5f * x);

    /// <inheritdoc/>
    public static double Forward(double x) => 2.0 * Math.Tanh(0.5 * x);

    /// <inheritdoc/>
    public static Vector512<float> Forward(Vector512<float> x) => FloatMath.Tanh(x * 0.5f) * 2f;

    /// <inheritdoc/>
    public static float Slope(float y) => 1f - (0.25f * y * y);

    /// <inheritdoc/>
    public static double Slope(double y) => 1.0 - (0.25 * y * y);

    /// <inheritdoc/>
    public static Vector512<float> Slope(Vector512<float> y) => Vector512<float>.One - (y * 0.25f * y);
}
