using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>4×3 over 256-bit vectors: 12 sums, 3 values of B and one of A fill 16 registers.</summary>
internal readonly unsafe struct DotTile256 : IDotTile
{
    private const int Lanes = 8;

    public static int Rows => 4;

    public static int Columns => 3;

    public static int PanelColumns => 2 * Lanes;

    public static void Dot(int panels, float* a, long strideOfA, float* b, long strideOfB, float* c)
    {
        Vector256<float> c00 = default, c10 = default, c20 = default, c30 = default;
        Vector256<float> c01 = default, c11 = default, c21 = default, c31 = default;
        Vector256<float> c02 = default, c12 = default, c22 = default, c32 = default;
        for (var panel = 0; panel < panels; panel++)
        {
            for (var j = 0; j < PanelColumns; j += Lanes)
            {
                var b0 = Vector256.Load(b + j);
                var b1 = Vector256.Load(b + PanelColumns + j);
                var b2 = Vector256.Load(b + (2 * PanelColumns) + j);
                var a0 = Vector256.Load(a + j);
                c00 = Vector256.MultiplyAddEstimate(a0, b0, c00);
                c01 = Vector256.MultiplyAddEstimate(a0, b1, c01);
                c02 = Vector256.MultiplyAddEstimate(a0, b2, c02);
                var a1 = Vector256.Load(a + PanelColumns + j);
                c10 = Vector256.MultiplyAddEstimate(a1, b0, c10);
                c11 = Vector256.MultiplyAddEstimate(a1, b1, c11);
                c12 = Vector256.MultiplyAddEstimate(a1, b2, c12);
                var a2 = Vector256.Load(a + (2 * PanelColumns) + j);
                c20 = Vector256.MultiplyAddEstimate(a2, b0, c20);
                c21 = Vector256.MultiplyAddEstimate(a2, b1, c21);
                c22 = Vector256.MultiplyAddEstimate(a2, b2, c22);
                var a3 = Vector256.Load(a + (3 * PanelColumns) + j);
                c30 = Vector256.MultiplyAddEstimate(a3, b0, c30);
                c31 = Vector256.MultiplyAddEstimate(a3, b1, c31);
                c32 = Vector256.MultiplyAddEstimate(a3, b2, c32);
            }

            a += strideOfA;
            b += strideOfB;
        }

        Sums(c00, c10, c20, c30).Store(c);
        Sums(c01, c11, c21, c31).Store(c + Rows);
        Sums(c02, c12, c22, c32).Store(c + (2 * Rows));
    }

    /// <summary>The sums of four vectors' lanes, pair by pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sums(Vector256<float> x0, Vector256<float> x1, Vector256<float> x2, Vector256<float> x3)
    {
        var halves = Avx.HorizontalAdd(Avx.HorizontalAdd(x0, x1), Avx.HorizontalAdd(x2, x3));
        return halves.GetLower() + halves.GetUpper();
    }
}
