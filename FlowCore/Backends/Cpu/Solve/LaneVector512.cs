using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowCore.Backends.Cpu.Solve;

/// <summary>Sixteen lanes, with AVX-512.</summary>
internal readonly unsafe struct LaneVector512(Vector512<float> value) : ILaneVector<LaneVector512>
{
    private readonly Vector512<float> _value = value;

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector512 Load(float* p) => new(Vector512.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneVector512 MultiplyAdd(float* factor, LaneVector512 x, LaneVector512 sum) =>
        new(Vector512.MultiplyAddEstimate(Vector512.Create(*factor), x._value, sum._value));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* from, long fromStride, float* to, long toStride)
    {
        FourRows(from, fromStride, out var a0, out var a1, out var a2, out var a3);
        FourRows(from + (4 * fromStride), fromStride, out var b0, out var b1, out var b2, out var b3);
        FourRows(from + (8 * fromStride), fromStride, out var c0, out var c1, out var c2, out var c3);
        FourRows(from + (12 * fromStride), fromStride, out var d0, out var d1, out var d2, out var d3);
        FourColumns(a0, b0, c0, d0, to, toStride);
        FourColumns(a1, b1, c1, d1, to + toStride, toStride);
        FourColumns(a2, b2, c2, d2, to + (2 * toStride), toStride);
        FourColumns(a3, b3, c3, d3, to + (3 * toStride), toStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* p) => _value.Store(p);

    /// <summary>Four rows, transposed within each quarter: quarter k of result j is their column 4k + j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(
        float* p, long stride, out Vector512<float> r0, out Vector512<float> r1, out Vector512<float> r2, out Vector512<float> r3)
    {
        var (x0, x1) = (Vector512.Load(p), Vector512.Load(p + stride));
        var (x2, x3) = (Vector512.Load(p + (2 * stride)), Vector512.Load(p + (3 * stride)));
        var (low01, high01) = (Avx512F.UnpackLow(x0, x1).AsDouble(), Avx512F.UnpackHigh(x0, x1).AsDouble());
        var (low23, high23) = (Avx512F.UnpackLow(x2, x3).AsDouble(), Avx512F.UnpackHigh(x2, x3).AsDouble());
        r0 = Avx512F.UnpackLow(low01, low23).AsSingle();
        r1 = Avx512F.UnpackHigh(low01, low23).AsSingle();
        r2 = Avx512F.UnpackLow(high01, high23).AsSingle();
        r3 = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    /// <summary>Quarter k of each of four vectors into row 4k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourColumns(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* p, long stride)
    {
        var (ab01, ab23) = (Avx512F.Shuffle4x128(a, b, 0x44), Avx512F.Shuffle4x128(a, b, 0xEE));
        var (cd01, cd23) = (Avx512F.Shuffle4x128(c, d, 0x44), Avx512F.Shuffle4x128(c, d, 0xEE));
        Avx512F.Shuffle4x128(ab01, cd01, 0x88).Store(p);
        Avx512F.Shuffle4x128(ab01, cd01, 0xDD).Store(p + (4 * stride));
        Avx512F.Shuffle4x128(ab23, cd23, 0x88).Store(p + (8 * stride));
        Avx512F.Shuffle4x128(ab23, cd23, 0xDD).Store(p + (12 * stride));
    }
}
