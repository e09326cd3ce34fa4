using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>6×16 over 256-bit vectors: 12 accumulators of the 16 registers. On narrower hardware the JIT splits it.</summary>
internal readonly unsafe struct GemmTile256 : IGemmTile
{
    private const int Lanes = 8;

    public static int Rows => 6;

    public static int Columns => 2 * Lanes;

    public static void Multiply(int depth, float* a, float* b, float* c)
    {
        Vector256<float> c00 = default, c01 = default;
        Vector256<float> c10 = default, c11 = default;
        Vector256<float> c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default;
        Vector256<float> c40 = default, c41 = default;
        Vector256<float> c50 = default, c51 = default;
        for (var k = 0; k < depth; k++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + Lanes);
            var a0 = Vector256.Create(a[0]);
            c00 = Vector256.MultiplyAddEstimate(a0, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(a0, b1, c01);
            var a1 = Vector256.Create(a[1]);
            c10 = Vector256.MultiplyAddEstimate(a1, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(a1, b1, c11);
            var a2 = Vector256.Create(a[2]);
            c20 = Vector256.MultiplyAddEstimate(a2, b0, c20);
            c21 = Vector256.MultiplyAddEstimate(a2, b1, c21);
            var a3 = Vector256.Create(a[3]);
            c30 = Vector256.MultiplyAddEstimate(a3, b0, c30);
            c31 = Vector256.MultiplyAddEstimate(a3, b1, c31);
            var a4 = Vector256.Create(a[4]);
            c40 = Vector256.MultiplyAddEstimate(a4, b0, c40);
            c41 = Vector256.MultiplyAddEstimate(a4, b1, c41);
            var a5 = Vector256.Create(a[5]);
            c50 = Vector256.MultiplyAddEstimate(a5, b0, c50);
            c51 = Vector256.MultiplyAddEstimate(a5, b1, c51);
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
    }
}
