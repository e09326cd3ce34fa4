using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FlowCore.Ops;

/// <summary>
/// exp, ln, tanh and the sine and cosine of half turns, of full float accuracy (below 2e-7 relative), scalar and vector
/// side by side. Both forms do the same operations in the same order without fused multiply-adds, so they agree bit for
/// bit, on a GPU too, where the built-in approximations keep only about 11 bits of tanh. Coefficients: Cephes library,
/// S. Moshier; those of sine and cosine interpolate both at Chebyshev's nodes of an eighth of a turn.
/// </summary>
public static class FloatMath
{
    // The vector forms are not inlined: the JIT has so many inlinings for a method, by its size, and where a Vector512 is two
    // or four registers each of its operations is one. A loop with one of these inside would run out of them, and be slower
    // by a factor of three; on 512 bits the call costs a fifth.
    private const MethodImplOptions Apart = MethodImplOptions.NoInlining;

    private const float ExpLow = -104f;
    private const float ExpHigh = 89f;
    private const float Log2E = 1.44269504f;

    // ln 2 = Ln2High + Ln2Low, the first with so few bits that n·Ln2High is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;
    private const float SmallestNormal = 1.17549435e-38f;
    private const float DenormalScale = 33554432f;
    private const int DenormalShift = 25;
    private const float SqrtHalf = 0.707106781f;
    private const float TanhSmall = 0.625f;

    // π = Pi + PiLow.
    private const float Pi = 3.14159274f;
    private const float PiLow = -8.74227766e-8f;

    /// <summary><c>eˣ</c>.</summary>
    public static float Exp(float x)
    {
        x = x < ExpLow ? ExpLow : x > ExpHigh ? ExpHigh : x;
        var n = MathF.Floor((x * Log2E) + 0.5f);
        var r = x - (n * Ln2High) - (n * Ln2Low);
        var p = 1.9875691500e-4f;
        p = (p * r) + 1.3981999507e-3f;
        p = (p * r) + 8.3334519073e-3f;
        p = (p * r) + 4.1665795894e-2f;
        p = (p * r) + 1.6666665459e-1f;
        p = (p * r) + 5.0000001201e-1f;
        var y = (p * (r * r)) + r + 1f;

        // 2ⁿ in two factors: n reaches −150 for denormal results and 128 before infinity.
        var whole = (int)n;
        var half = whole >> 1;
        return y * BitConverter.Int32BitsToSingle((half + 127) << 23)
            * BitConverter.Int32BitsToSingle((whole - half + 127) << 23);
    }

    /// <inheritdoc cref="Exp(float)"/>
    [MethodImpl(Apart)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        var low = Vector512.Create(ExpLow);
        var high = Vector512.Create(ExpHigh);
        x = Vector512.ConditionalSelect(Vector512.LessThan(x, low), low, x);
        x = Vector512.ConditionalSelect(Vector512.GreaterThan(x, high), high, x);
        var n = Vector512.Floor((x * Log2E) + Vector512.Create(0.5f));
        var r = x - (n * Ln2High) - (n * Ln2Low);
        var p = Vector512.Create(1.9875691500e-4f);
        p = (p * r) + Vector512.Create(1.3981999507e-3f);
        p = (p * r) + Vector512.Create(8.3334519073e-3f);
        p = (p * r) + Vector512.Create(4.1665795894e-2f);
        p = (p * r) + Vector512.Create(1.6666665459e-1f);
        p = (p * r) + Vector512.Create(5.0000001201e-1f);
        var y = (p * (r * r)) + r + Vector512<float>.One;
        var whole = Vector512.ConvertToInt32(n);
        var half = whole >> 1;
        var bias = Vector512.Create(127);
        return y * ((half + bias) << 23).AsSingle() * ((whole - half + bias) << 23).AsSingle();
    }

    /// <summary><c>ln x</c>: −∞ at 0, NaN below.</summary>
    public static float Log(float x)
    {
        var given = x;
        var exponent = 0f;
        if (x < SmallestNormal)
        {
            x *= DenormalScale;
            exponent = -DenormalShift;
        }

        var bits = BitConverter.SingleToInt32Bits(x);
        exponent += (bits >> 23) - 126;
        var m = BitConverter.Int32BitsToSingle((bits & 0x007fffff) | 0x3f000000);
        if (m < SqrtHalf)
        {
            exponent -= 1f;
            m += m;
        }

        m -= 1f;
        var z = m * m;
        var y = 7.0376836292e-2f;
        y = (y * m) + -1.1514610310e-1f;
        y = (y * m) + 1.1676998740e-1f;
        y = (y * m) + -1.2420140846e-1f;
        y = (y * m) + 1.4249322787e-1f;
        y = (y * m) + -1.6668057665e-1f;
        y = (y * m) + 2.0000714765e-1f;
        y = (y * m) + -2.4999993993e-1f;
        y = (y * m) + 3.3333331174e-1f;
        y = (y * m * z) + (exponent * Ln2Low) - (0.5f * z);
        var result = m + y + (exponent * Ln2High);
        return given > 0f
            ? (given == float.PositiveInfinity ? given : result)
            : (given == 0f ? float.NegativeInfinity : float.NaN);
    }

    /// <inheritdoc cref="Log(float)"/>
    [MethodImpl(Apart)]
    public static Vector512<float> Log(Vector512<float> x)
    {
        var given = x;
        var denormal = Vector512.LessThan(x, Vector512.Create(SmallestNormal));
        x = Vector512.ConditionalSelect(denormal, x * DenormalScale, x);
        var bits = x.AsInt32();
        var exponent = (denormal & Vector512.Create((float)-DenormalShift))
            + Vector512.ConvertToSingle((bits >> 23) - Vector512.Create(126));
        var m = ((bits & Vector512.Create(0x007fffff)) | Vector512.Create(0x3f000000)).AsSingle();
        var small = Vector512.LessThan(m, Vector512.Create(SqrtHalf));
        exponent -= small & Vector512<float>.One;
        m += small & m;
        m -= Vector512<float>.One;
        var z = m * m;
        var y = Vector512.Create(7.0376836292e-2f);
        y = (y * m) + Vector512.Create(-1.1514610310e-1f);
        y = (y * m) + Vector512.Create(1.1676998740e-1f);
        y = (y * m) + Vector512.Create(-1.2420140846e-1f);
        y = (y * m) + Vector512.Create(1.4249322787e-1f);
        y = (y * m) + Vector512.Create(-1.6668057665e-1f);
        y = (y * m) + Vector512.Create(2.0000714765e-1f);
        y = (y * m) + Vector512.Create(-2.4999993993e-1f);
        y = (y * m) + Vector512.Create(3.3333331174e-1f);
        y = (y * m * z) + (exponent * Ln2Low) - (z * 0.5f);
        var result = m + y + (exponent * Ln2High);
        var infinity = Vector512.Create(float.PositiveInfinity);
        result = Vector512.ConditionalSelect(Vector512.Equals(given, infinity), infinity, result);
        var atZero = Vector512.ConditionalSelect(
            Vector512.Equals(given, Vector512<float>.Zero), -infinity, Vector512.Create(float.NaN));
        return Vector512.ConditionalSelect(Vector512.GreaterThan(given, Vector512<float>.Zero), result, atZero);
    }

    /// <summary><c>tanh x</c>.</summary>
    public static float Tanh(float x)
    {
        var a = x < 0f ? -x : x;
        if (a < TanhSmall)
        {
            var z = x * x;
            var p = -5.70498872745e-3f;
            p = (p * z) + 2.06390887954e-2f;
            p = (p * z) + -5.37397155531e-2f;
            p = (p * z) + 1.33314422036e-1f;
            p = (p * z) + -3.33332819422e-1f;
            return (p * z * x) + x;
        }

        var t = 1f - (2f / (Exp(a + a) + 1f));
        return x < 0f ? -t : t;
    }

    /// <inheritdoc cref="Tanh(float)"/>
    [MethodImpl(Apart)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        var a = Vector512.Abs(x);
        var z = x * x;
        var p = Vector512.Create(-5.70498872745e-3f);
        p = (p * z) + Vector512.Create(2.06390887954e-2f);
        p = (p * z) + Vector512.Create(-5.37397155531e-2f);
        p = (p * z) + Vector512.Create(1.33314422036e-1f);
        p = (p * z) + Vector512.Create(-3.33332819422e-1f);
        var near = (p * z * x) + x;
        var far = Vector512<float>.One - (Vector512.Create(2f) / (Exp(a + a) + Vector512<float>.One));
        far = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), -far, far);
        return Vector512.ConditionalSelect(Vector512.LessThan(a, Vector512.Create(TanhSmall)), near, far);
    }

    /// <summary><c>sin πx</c> and <c>cos πx</c>: exact at whole quarters of a turn, as a product with π would not be.</summary>
    public static (float Sin, float Cos) SinCosPi(float x)
    {
        // x = quarters/2 + r with |r| ≤ ¼, every step of it exact.
        var quarters = MathF.Floor((x * 2f) + 0.5f);
        var r = x - (quarters * 0.5f);
        var z = r * r;
        var s = 8.1229575e-2f;
        s = (s * z) + -5.99228799e-1f;
        s = (s * z) + 2.55016351f;
        s = (s * z) + -5.16771269f;
        s = (((s * z) + PiLow) * r) + (r * Pi);
        var c = 2.32125416e-1f;
        c = (c * z) + -1.33513784f;
        c = (c * z) + 4.05871058f;
        c = (c * z) + -4.93480206f;
        c = (c * z) + 1f;
        var quadrant = quarters - (MathF.Floor(quarters * 0.25f) * 4f);
        var isOdd = quadrant == 1f || quadrant == 3f;
        var sin = isOdd ? c : s;
        var cos = isOdd ? s : c;
        return (quadrant >= 2f ? -sin : sin, quadrant == 1f || quadrant == 2f ? -cos : cos);
    }

    /// <inheritdoc cref="SinCosPi(float)"/>
    [MethodImpl(Apart)]
    public static (Vector512<float> Sin, Vector512<float> Cos) SinCosPi(Vector512<float> x)
    {
        var one = Vector512<float>.One;
        var two = Vector512.Create(2f);
        var quarters = Vector512.Floor((x * 2f) + Vector512.Create(0.5f));
        var r = x - (quarters * 0.5f);
        var z = r * r;
        var s = Vector512.Create(8.1229575e-2f);
        s = (s * z) + Vector512.Create(-5.99228799e-1f);
        s = (s * z) + Vector512.Create(2.55016351f);
        s = (s * z) + Vector512.Create(-5.16771269f);
        s = (((s * z) + Vector512.Create(PiLow)) * r) + (r * Pi);
        var c = Vector512.Create(2.32125416e-1f);
        c = (c * z) + Vector512.Create(-1.33513784f);
        c = (c * z) + Vector512.Create(4.05871058f);
        c = (c * z) + Vector512.Create(-4.93480206f);
        c = (c * z) + one;
        var quadrant = quarters - (Vector512.Floor(quarters * 0.25f) * 4f);
        var isFirst = Vector512.Equals(quadrant, one);
        var isOdd = isFirst | Vector512.Equals(quadrant, Vector512.Create(3f));
        var sin = Vector512.ConditionalSelect(isOdd, c, s);
        var cos = Vector512.ConditionalSelect(isOdd, s, c);
        return (
            Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(quadrant, two), -sin, sin),
            Vector512.ConditionalSelect(isFirst | Vector512.Equals(quadrant, two), -cos, cos));
    }
}
