using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>8×3 over 512-bit vectors: 24 sums of the 32 registers. 8 divides the usual widths, 3 the taps of a 3×3.</summary>
internal readonly unsafe struct DotTile512 : IDotTile
{
    private const int Lanes = 16;

    public static int Rows => 8;

    public static int Columns => 3;

    public static int PanelColumns => 2 * Lanes;

    public static void Dot(int panels, float* a, long strideOfA, float* b, long strideOfB, float* c)
    {
        Vector512<float> c00 = default, c10 = default, c20 = default, c30 = default,
            c40 = default, c50 = default, c60 = default, c70 = default;
        Vector512<float> c01 = default, c11 = default, c21 = default, c31 = default,
            c41 = default, c51 = default, c61 = default, c71 = default;
        Vector512<float> c02 = default, c12 = default, c22 = default, c32 = default,
            c42 = default, c52 = default, c62 = default, c72 = default;
        for (var panel = 0; panel < panels; panel++)
        {
            for (var j = 0; j < PanelColumns; j += Lanes)
            {
                var b0 = Vector512.Load(b + j);
                var b1 = Vector512.Load(b + PanelColumns + j);
                var b2 = Vector512.Load(b + (2 * PanelColumns) + j);
                var a0 = Vector512.Load(a + j);
                c00 = Vector512.MultiplyAddEstimate(a0, b0, c00);
                c01 = Vector512.MultiplyAddEstimate(a0, b1, c01);
                c02 = Vector512.MultiplyAddEstimate(a0, b2, c02);
                var a1 = Vector512.Load(a + PanelColumns + j);
                c10 = Vector512.MultiplyAddEstimate(a1, b0, c10);
                c11 = Vector512.MultiplyAddEstimate(a1, b1, c11);
                c12 = Vector512.MultiplyAddEstimate(a1, b2, c12);
                var a2 = Vector512.Load(a + (2 * PanelColumns) + j);
                c20 = Vector512.MultiplyAddEstimate(a2, b0, c20);
                c21 = Vector512.MultiplyAddEstimate(a2, b1, c21);
                c22 = Vector512.MultiplyAddEstimate(a2, b2, c22);
                var a3 = Vector512.Load(a + (3 * PanelColumns) + j);
                c30 = Vector512.MultiplyAddEstimate(a3, b0, c30);
                c31 = Vector512.MultiplyAddEstimate(a3, b1, c31);
                c32 = Vector512.MultiplyAddEstimate(a3, b2, c32);
                var a4 = Vector512.Load(a + (4 * PanelColumns) + j);
                c40 = Vector512.MultiplyAddEstimate(a4, b0, c40);
                c41 = Vector512.MultiplyAddEstimate(a4, b1, c41);
                c42 = Vector512.MultiplyAddEstimate(a4, b2, c42);
                var a5 = Vector512.Load(a + (5 * PanelColumns) + j);
                c50 = Vector512.MultiplyAddEstimate(a5, b0, c50);
                c51 = Vector512.MultiplyAddEstimate(a5, b1, c51);
                c52 = Vector512.MultiplyAddEstimate(a5, b2, c52);
                var a6 = Vector512.Load(a + (6 * PanelColumns) + j);
                c60 = Vector512.MultiplyAddEstimate(a6, b0, c60);
                c61 = Vector512.MultiplyAddEstimate(a6, b1, c61);
                c62 = Vector512.MultiplyAddEstimate(a6, b2, c62);
                var a7 = Vector512.Load(a + (7 * PanelColumns) + j);
                c70 = Vector512.MultiplyAddEstimate(a7, b0, c70);
                c71 = Vector512.MultiplyAddEstimate(a7, b1, c71);
                c72 = Vector512.MultiplyAddEstimate(a7, b2, c72);
            }

            a += strideOfA;
            b += strideOfB;
        }

        Sums(c00, c10, c20, c30, c40, c50, c60, c70).Store(c);
        Sums(c01, c11, c21, c31, c41, c51, c61, c71).Store(c + Rows);
        Sums(c02, c12, c22, c32, c42, c52, c62, c72).Store(c + (2 * Rows));
    }

    /// <summary>The sums of eight vectors' lanes, pair by pair: a third of the work of summing one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Sums(
        Vector512<float> x0, Vector512<float> x1, Vector512<float> x2, Vector512<float> x3,
        Vector512<float> x4, Vector512<float> x5, Vector512<float> x6, Vector512<float> x7)
    {
        var low = Avx.HorizontalAdd(Avx.HorizontalAdd(Half(x0), Half(x1)), Avx.HorizontalAdd(Half(x2), Half(x3)));
        var high = Avx.HorizontalAdd(Avx.HorizontalAdd(Half(x4), Half(x5)), Avx.HorizontalAdd(Half(x6), Half(x7)));
        return Vector256.Create(low.GetLower() + low.GetUpper(), high.GetLower() + high.GetUpper());
    }

    private static Vector256<float> Half(Vector512<float> x) => x.GetLower() + x.GetUpper();
}
