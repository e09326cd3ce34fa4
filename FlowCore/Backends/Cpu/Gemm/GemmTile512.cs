using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>8×32 over 512-bit vectors: 16 accumulators of the 32 registers; 8 divides the usual widths.</summary>
internal readonly unsafe struct GemmTile512 : IGemmTile
{
    private const int Lanes = 16;

    public static int Rows => 8;

    public static int Columns => 2 * Lanes;

    public static void Multiply(int depth, float* a, float* b, float* c)
    {
        Vector512<float> c00 = default, c01 = default;
        Vector512<float> c10 = default, c11 = default;
        Vector512<float> c20 = default, c21 = default;
        Vector512<float> c30 = default, c31 = default;
        Vector512<float> c40 = default, c41 = default;
        Vector512<float> c50 = default, c51 = default;
        Vector512<float> c60 = default, c61 = default;
        Vector512<float> c70 = default, c71 = default;
        for (var k = 0; k < depth; k++)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + Lanes);
            var a0 = Vector512.Create(a[0]);
            c00 = Vector512.MultiplyAddEstimate(a0, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(a0, b1, c01);
            var a1 = Vector512.Create(a[1]);
            c10 = Vector512.MultiplyAddEstimate(a1, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(a1, b1, c11);
            var a2 = Vector512.Create(a[2]);
            c20 = Vector512.MultiplyAddEstimate(a2, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(a2, b1, c21);
            var a3 = Vector512.Create(a[3]);
            c30 = Vector512.MultiplyAddEstimate(a3, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(a3, b1, c31);
            var a4 = Vector512.Create(a[4]);
            c40 = Vector512.MultiplyAddEstimate(a4, b0, c40);
            c41 = Vector512.MultiplyAddEstimate(a4, b1, c41);
            var a5 = Vector512.Create(a[5]);
            c50 = Vector512.MultiplyAddEstimate(a5, b0, c50);
            c51 = Vector512.MultiplyAddEstimate(a5, b1, c51);
            var a6 = Vector512.Create(a[6]);
            c60 = Vector512.MultiplyAddEstimate(a6, b0, c60);
            c61 = Vector512.MultiplyAddEstimate(a6, b1, c61);
            var a7 = Vector512.Create(a[7]);
            c70 = Vector512.MultiplyAddEstimate(a7, b0, c70);
            c71 = Vector512.MultiplyAddEstimate(a7, b1, c71);
            a += Rows;
            b += Columns;
        }

        c00.Store(c);
        c01.Store(c + Lanes);
        c10.Store(c + Columns);
        c11.Store(c + Columns + Lanes);
        c20.Store(c + (2 * Columns));
        c21.Store(c + (2 * Columns) + Lanes);
        c30.Store(c + (3 * Columns));
        c31.Store(c + (3 * Columns) + Lanes);
        c40.Store(c + (4 * Columns));
        c41.Store(c + (4 * Columns) + Lanes);
        c50.Store(c + (5 * Columns));
        c51.Store(c + (5 * Columns) + Lanes);
        c60.Store(c + (6 * Columns));
        c61.Store(c + (6 * Columns) + Lanes);
        c70.Store(c + (7 * Columns));
        c71.Store(c + (7 * Columns) + Lanes);
    }
}
