using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>8×32 over 512-bit vectors: 16 accumulators of the 32 registers; 8 divides the usual widths.</summary>
internal readonly unsafe struct GemmTile512 : IGemmTile
{
    private const int Lanes = 16;

    public static int Rows => 8;

    public static int Columns => 2 * Lanes;

    public static void Multiply<TStore>(int depth, float* a, float* b, float* sums, TStore store)
        where TStore : struct, ITileStore
    {
        Vector512<float> c00 = default, c01 = default;
        Vector512<float> c10 = default, c11 = default;
        Vector512<float> c20 = default, c21 = default;
        Vector512<float> c30 = default, c31 = default;
        Vector512<float> c40 = default, c41 = default;
        Vector512<float> c50 = default, c51 = default;
        Vector512<float> c60 = default, c61 = default;
        Vector512<float> c70 = default, c71 = default;
        if (sums is not null)
        {
            c00 = Vector512.Load(sums);
            c01 = Vector512.Load(sums + Lanes);
            c10 = Vector512.Load(sums + Columns);
            c11 = Vector512.Load(sums + Columns + Lanes);
            c20 = Vector512.Load(sums + (2 * Columns));
            c21 = Vector512.Load(sums + (2 * Columns) + Lanes);
            c30 = Vector512.Load(sums + (3 * Columns));
            c31 = Vector512.Load(sums + (3 * Columns) + Lanes);
            c40 = Vector512.Load(sums + (4 * Columns));
            c41 = Vector512.Load(sums + (4 * Columns) + Lanes);
            c50 = Vector512.Load(sums + (5 * Columns));
            c51 = Vector512.Load(sums + (5 * Columns) + Lanes);
            c60 = Vector512.Load(sums + (6 * Columns));
            c61 = Vector512.Load(sums + (6 * Columns) + Lanes);
            c70 = Vector512.Load(sums + (7 * Columns));
            c71 = Vector512.Load(sums + (7 * Columns) + Lanes);
        }

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

        store.Store(0, 0, c00);
        store.Store(0, Lanes, c01);
        store.Store(1, 0, c10);
        store.Store(1, Lanes, c11);
        store.Store(2, 0, c20);
        store.Store(2, Lanes, c21);
        store.Store(3, 0, c30);
        store.Store(3, Lanes, c31);
        store.Store(4, 0, c40);
        store.Store(4, Lanes, c41);
        store.Store(5, 0, c50);
        store.Store(5, Lanes, c51);
        store.Store(6, 0, c60);
        store.Store(6, Lanes, c61);
        store.Store(7, 0, c70);
        store.Store(7, Lanes, c71);
    }
}
