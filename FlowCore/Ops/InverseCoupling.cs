using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary><c>x = (y − t)·exp(−s)</c>.</summary>
public readonly struct InverseCoupling : ICoupling
{
    /// <inheritdoc/>
    public static double LogDetSign => -1;

    /// <inheritdoc/>
    public static float Factor(float s) => FloatMath.Exp(-s);

    /// <inheritdoc/>
    public static Vector512<float> Factor(Vector512<float> s) => FloatMath.Exp(-s);

    /// <inheritdoc/>
    public static float Result(float u, float k, float t) => (u - t) * k;

    /// <inheritdoc/>
    public static Vector512<float> Result(Vector512<float> u, Vector512<float> k, Vector512<float> t) => (u - t) * k;

    /// <inheritdoc/>
    public static float ShiftGradient(float dr, float k) => -(dr * k);

    /// <inheritdoc/>
    public static Vector512<float> ShiftGradient(Vector512<float> dr, Vector512<float> k) => -(dr * k);

    /// <inheritdoc/>
    public static float LogScaleGradient(float r, float t, float dr, float dlogDet) => -(dr * r) - dlogDet;

    /// <inheritdoc/>
    public static Vector512<float> LogScaleGradient(
        Vector512<float> r, Vector512<float> t, Vector512<float> dr, Vector512<float> dlogDet) =>
        -(dr * r) - dlogDet;
}
