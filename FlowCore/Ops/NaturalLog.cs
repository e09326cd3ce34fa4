using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// <c>ln z</c> of positive z, as of the density <c>p(z) = z</c>, which is nobody's distribution: summed over a sample it is the
/// log-determinant of a triangular matrix with the diagonal z.
/// </summary>
public readonly struct NaturalLog : ILogDensity
{
    /// <inheritdoc/>
    public static string Name => "natural log";

    /// <inheritdoc/>
    public static float LogDensity(float z) => FloatMath.Log(z);

    /// <inheritdoc/>
    public static double LogDensity(double z) => Math.Log(z);

    /// <inheritdoc/>
    public static Vector512<float> LogDensity(Vector512<float> z) => FloatMath.Log(z);

    /// <inheritdoc/>
    public static float Score(float z) => 1f / z;

    /// <inheritdoc/>
    public static double Score(double z) => 1.0 / z;

    /// <inheritdoc/>
    public static Vector512<float> Score(Vector512<float> z) => Vector512<float>.One / z;
}
