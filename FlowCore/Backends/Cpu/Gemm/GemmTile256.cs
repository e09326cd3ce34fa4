using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>6×16 over 256-bit vectors: 12 accumulators of the 16 registers.</summary>
internal readonly unsafe struct GemmTile256 : IGemmTile
{
    private const int Lanes = 8;

    public static int Rows => 6;

    public static int Columns => 2 * Lanes;

    public static void Multiply<TStore>(int depth, float* a, float* b, float* sums, TStore store)
        where TStore : struct, ITileStore
    {
        Vector256<float> c00 = default, c01 = default;
        Vector256<float> c10 = default, c11 = default;
        Vector256<float> c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default;
        Vector256<float> c40 = default, c41 = default;
        Vector256<float> c50 = default, c51 = default;
        if (sums is not null)
        {
            c00 = Vector256.Load(sums);
            c01 = Vector256.Load(sums + Lanes);
            c10 = Vector256.Load(sums + Columns);
            c11 = Vector256.Load(sums + Columns + Lanes);
            c20 = Vector256.Load(sums + (2 * Columns));
            c21 = Vector256.Load(sums + (2 * Columns) + Lanes);
            c30 = Vector256.Load(sums + (3 * Columns));
            c31 = Vector256.Load(sums + (3 * Columns) + Lanes);
            c40 = Vector256.Load(sums + (4 * Columns));
            c41 = Vector256.Load(sums + (4 * Columns) + Lanes);
            c50 = Vector256.Load(sums + (5 * Columns));
            c51 = Vector256.Load(sums + (5 * Columns) + Lanes);
        }

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

        store.Store(0, 0, Vector512.Create(c00, c01));
        store.Store(1, 0, Vector512.Create(c10, c11));
        store.Store(2, 0, Vector512.Create(c20, c21));
        store.Store(3, 0, Vector512.Create(c30, c31));
        store.Store(4, 0, Vector512.Create(c40, c41));
        store.Store(5, 0, Vector512.Create(c50, c51));
    }
}
