using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>Eight lanes, with AVX2.</summary>
internal readonly unsafe struct LaneVector256(Vector256<float> value) : ILaneVector<LaneVector256>
{
    private readonly Vector256<float> _value = value;

    public static int Width => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector256 Load(float* p) => new(Vector256.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector256 MultiplyAdd(float* factor, LaneVector256 x, LaneVector256 sum) =>
        new(Vector256.MultiplyAddEstimate(Vector256.Create(*factor), x._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* from, long fromStride, float* to, long toStride)
    {
        FourRows(from, fromStride, out var a0, out var a1, out var a2, out var a3);
        FourRows(from + (4 * fromStride), fromStride, out var b0, out var b1, out var b2, out var b3);
        TwoColumns(a0, b0, to, toStride);
        TwoColumns(a1, b1, to + toStride, toStride);
        TwoColumns(a2, b2, to + (2 * toStride), toStride);
        TwoColumns(a3, b3, to + (3 * toStride), toStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* p) => _value.Store(p);

    /// <summary>Four rows, transposed within each half: half k of result j is their column 4k + j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(
        float* p, long stride, out Vector256<float> r0, out Vector256<float> r1, out Vector256<float> r2, out Vector256<float> r3)
    {
        var (x0, x1) = (Vector256.Load(p), Vector256.Load(p + stride));
        var (x2, x3) = (Vector256.Load(p + (2 * stride)), Vector256.Load(p + (3 * stride)));
        var (low01, high01) = (Avx.UnpackLow(x0, x1).AsDouble(), Avx.UnpackHigh(x0, x1).AsDouble());
        var (low23, high23) = (Avx.UnpackLow(x2, x3).AsDouble(), Avx.UnpackHigh(x2, x3).AsDouble());
        r0 = Avx.UnpackLow(low01, low23).AsSingle();
        r1 = Avx.UnpackHigh(low01, low23).AsSingle();
        r2 = Avx.UnpackLow(high01, high23).AsSingle();
        r3 = Avx.UnpackHigh(high01, high23).AsSingle();
    }

    /// <summary>Half k of each of two vectors into row 4k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoColumns(Vector256<float> a, Vector256<float> b, float* p, long stride)
    {
        Avx.Permute2x128(a, b, 0x20).Store(p);
        Avx.Permute2x128(a, b, 0x31).Store(p + (4 * stride));
    }
}
