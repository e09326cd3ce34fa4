using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary><c>ln p(z) = −z²/2 − ln(2π)/2</c>, the prior of the published models.</summary>
public readonly struct StandardNormal : ILogDensity
{
    /// <summary><c>ln(2π)/2</c>.</summary>
    public const double HalfLogTwoPi = 0.91893853320467274178;

    /// <inheritdoc/>
    public static string Name => "standard normal";

    /// <inheritdoc/>
    public static float LogDensity(float z) => (-0.5f * z * z) - (float)HalfLogTwoPi;

    /// <inheritdoc/>
    public static double LogDensity(double z) => (-0.5 * z * z) - HalfLogTwoPi;

    /// <inheritdoc/>
    public static Vector512<float> LogDensity(Vector512<float> z) =>
        (z * -0.5f * z) - Vector512.Create((float)HalfLogTwoPi);

    /// <inheritdoc/>
    public static float Score(float z) => -z;

    /// <inheritdoc/>
    public static double Score(double z) => -z;

    /// <inheritdoc/>
    public static Vector512<float> Score(Vector512<float> z) => -z;
}
