using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// The <see cref="PixelScale"/> that a loop or a kernel is compiled for: how <c>v + u</c> becomes a real number, and which
/// integer a real number belongs to. Its fields are floats only, since not every GPU has doubles.
/// </summary>
public interface IPixelScale
{
    /// <summary>The part of <c>ln |dx/dv|</c> that is the same for all pixels, in double.</summary>
    static abstract double LogSlope(PixelCoding coding);

    /// <summary>
    /// The integer of the bin that x lies in, in double: a float near 1 would not tell the last bins apart. It does not fall
    /// as x rises.
    /// </summary>
    static abstract byte Decode(double x, PixelCoding coding);

    /// <summary>
    /// How far a value of <see cref="Decode(Vector512{float})"/> inside <c>[0, Q]</c> may be from that of exact arithmetic.
    /// </summary>
    float DecodeError { get; }

    /// <summary>x, and the rest of <c>ln |dx/dv|</c>.</summary>
    (float Coded, float LogSlope) Encode(float v, float u);

    /// <inheritdoc cref="Encode(float, float)"/>
    (Vector512<float> Coded, Vector512<float> LogSlope) Encode(Vector512<float> v, Vector512<float> u);

    /// <summary><c>v + u</c>, lane by lane: beyond <c>[0, Q]</c> where x is, and infinite at worst for a finite x.</summary>
    Vector512<float> Decode(Vector512<float> x);
}
