using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>3×3 over 128-bit vectors: 9 sums, 3 values of B, one of A and a product fit 16 registers.</summary>
internal readonly unsafe struct DotTile128 : IDotTile
{
    private const int Lanes = 4;

    public static int Rows => 3;

    public static int Columns => 3;

    public static int PanelColumns => 4 * Lanes;

    public static void Dot(int panels, float* a, long strideOfA, float* b, long strideOfB, float* c)
    {
        Vector128<float> c00 = default, c10 = default, c20 = default;
        Vector128<float> c01 = default, c11 = default, c21 = default;
        Vector128<float> c02 = default, c12 = default, c22 = default;
        for (var panel = 0; panel < panels; panel++)
        {
            for (var j = 0; j < PanelColumns; j += Lanes)
            {
                var b0 = Vector128.Load(b + j);
                var b1 = Vector128.Load(b + PanelColumns + j);
                var b2 = Vector128.Load(b + (2 * PanelColumns) + j);
                var a0 = Vector128.Load(a + j);
                c00 = Vector128.MultiplyAddEstimate(a0, b0, c00);
                c01 = Vector128.MultiplyAddEstimate(a0, b1, c01);
                c02 = Vector128.MultiplyAddEstimate(a0, b2, c02);
                var a1 = Vector128.Load(a + PanelColumns + j);
                c10 = Vector128.MultiplyAddEstimate(a1, b0, c10);
                c11 = Vector128.MultiplyAddEstimate(a1, b1, c11);
                c12 = Vector128.MultiplyAddEstimate(a1, b2, c12);
                var a2 = Vector128.Load(a + (2 * PanelColumns) + j);
                c20 = Vector128.MultiplyAddEstimate(a2, b0, c20);
                c21 = Vector128.MultiplyAddEstimate(a2, b1, c21);
                c22 = Vector128.MultiplyAddEstimate(a2, b2, c22);
            }

            a += strideOfA;
            b += strideOfB;
        }

        c[0] = Vector128.Sum(c00);
        c[1] = Vector128.Sum(c10);
        c[2] = Vector128.Sum(c20);
        c[3] = Vector128.Sum(c01);
        c[4] = Vector128.Sum(c11);
        c[5] = Vector128.Sum(c21);
        c[6] = Vector128.Sum(c02);
        c[7] = Vector128.Sum(c12);
        c[8] = Vector128.Sum(c22);
    }
}
