using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// One direction of an affine coupling, from its given half u to its result r, with s the log-scale, t the shift and k
/// the factor between the halves' differentials: what the two directions do not share, in the forms of a kernel and of a
/// CPU's loop.
/// </summary>
public interface ICoupling
{
    /// <summary>The sign of <c>logDet = ±Σ s</c>.</summary>
    static abstract double LogDetSign { get; }

    /// <summary><c>k = exp(±s)</c>.</summary>
    static abstract float Factor(float s);

    /// <inheritdoc cref="Factor(float)"/>
    static abstract Vector512<float> Factor(Vector512<float> s);

    /// <summary>r from u.</summary>
    static abstract float Result(float u, float k, float t);

    /// <inheritdoc cref="Result(float, float, float)"/>
    static abstract Vector512<float> Result(Vector512<float> u, Vector512<float> k, Vector512<float> t);

    /// <summary>dt from dr.</summary>
    static abstract float ShiftGradient(float dr, float k);

    /// <inheritdoc cref="ShiftGradient(float, float)"/>
    static abstract Vector512<float> ShiftGradient(Vector512<float> dr, Vector512<float> k);

    /// <summary>ds from the result, its gradient and that of the log-det.</summary>
    static abstract float LogScaleGradient(float r, float t, float dr, float dlogDet);

    /// <inheritdoc cref="LogScaleGradient(float, float, float, float)"/>
    static abstract Vector512<float> LogScaleGradient(
        Vector512<float> r, Vector512<float> t, Vector512<float> dr, Vector512<float> dlogDet);
}
