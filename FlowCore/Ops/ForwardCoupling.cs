using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary><c>y = x·exp(s) + t</c>.</summary>
public readonly struct ForwardCoupling : ICoupling
{
    /// <inheritdoc/>
    public static double LogDetSign => 1;

    /// <inheritdoc/>
    public static float Factor(float s) => FloatMath.Exp(s);

    /// <inheritdoc/>
    public static Vector512<float> Factor(Vector512<float> s) => FloatMath.Exp(s);

    /// <inheritdoc/>
    public static float Result(float u, float k, float t) => (u * k) + t;

    /// <inheritdoc/>
    public static Vector512<float> Result(Vector512<float> u, Vector512<float> k, Vector512<float> t) => (u * k) + t;

    /// <inheritdoc/>
    public static float ShiftGradient(float dr, float k) => dr;

    /// <inheritdoc/>
    public static Vector512<float> ShiftGradient(Vector512<float> dr, Vector512<float> k) => dr;

    /// <inheritdoc/>
    public static float LogScaleGradient(float r, float t, float dr, float dlogDet) => (dr * (r - t)) + dlogDet;

    /// <inheritdoc/>
    public static Vector512<float> LogScaleGradient(
        Vector512<float> r, Vector512<float> t, Vector512<float> dr, Vector512<float> dlogDet) =>
        (dr * (r - t)) + dlogDet;
}
