using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu;

/// <summary>
/// One direction of an affine coupling, from its given half u to its result r, with s the log-scale, t the shift and k
/// the factor between the halves' differentials: what the two directions do not share.
/// </summary>
internal interface ICoupling
{
    /// <summary>The sign of <c>logDet = ±Σ s</c>.</summary>
    static abstract double LogDetSign { get; }

    /// <summary><c>k = exp(±s)</c>.</summary>
    static abstract Vector512<float> Factor(Vector512<float> s);

    /// <summary>r from u.</summary>
    static abstract Vector512<float> Result(Vector512<float> u, Vector512<float> k, Vector512<float> t);

    /// <summary>dt from dr.</summary>
    static abstract Vector512<float> ShiftGradient(Vector512<float> dr, Vector512<float> k);

    /// <summary>ds from the result, its gradient and that of the log-det.</summary>
    static abstract Vector512<float> LogScaleGradient(
        Vector512<float> r, Vector512<float> t, Vector512<float> dr, Vector512<float> dlogDet);
}

/// <summary><c>y = x·exp(s) + t</c>.</summary>
internal readonly struct ForwardCoupling : ICoupling
{
    public static double LogDetSign => 1;

    public static Vector512<float> Factor(Vector512<float> s) => FloatMath.Exp(s);

    public static Vector512<float> Result(Vector512<float> u, Vector512<float> k, Vector512<float> t) => (u * k) + t;

    public static Vector512<float> ShiftGradient(Vector512<float> dr, Vector512<float> k) => dr;

    public static Vector512<float> LogScaleGradient(
        Vector512<float> r, Vector512<float> t, Vector512<float> dr, Vector512<float> dlogDet) =>
        (dr * (r - t)) + dlogDet;
}

/// <summary><c>x = (y − t)·exp(−s)</c>.</summary>
internal readonly struct InverseCoupling : ICoupling
{
    public static double LogDetSign => -1;

    public static Vector512<float> Factor(Vector512<float> s) => FloatMath.Exp(-s);

    public static Vector512<float> Result(Vector512<float> u, Vector512<float> k, Vector512<float> t) => (u - t) * k;

    public static Vector512<float> ShiftGradient(Vector512<float> dr, Vector512<float> k) => -(dr * k);

    public static Vector512<float> LogScaleGradient(
        Vector512<float> r, Vector512<float> t, Vector512<float> dr, Vector512<float> dlogDet) =>
        -(dr * r) - dlogDet;
}
