using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// 6×16 over 128-bit vectors in two halves: 12 sums, two vectors of B and one of A fit 16 registers. A panel has the
/// columns of <see cref="Lanes"/>, so both halves are one tile to what takes the products.
/// </summary>
internal readonly unsafe struct GemmTile128 : IGemmTile
{
    private const int Width = 4;
    private const int Half = 2 * Width;

    public static int Rows => 6;

    public static int Columns => 2 * Half;

    public static void Multiply<TStore>(int depth, float* a, float* b, float* sums, TStore store)
        where TStore : struct, ITileStore
    {
        var products = stackalloc float[Rows * Columns];
        MultiplyHalf(depth, a, b, sums, products);
        MultiplyHalf(depth, a, b + Half, sums is null ? null : sums + Half, products + Half);
        for (var row = 0; row < Rows; row++)
        {
            store.Store(row, 0, Vector512.Load(products + (row * Columns)));
        }
    }

    private static void MultiplyHalf(int depth, float* a, float* b, float* sums, float* products)
    {
        Vector128<float> c00 = default, c01 = default;
        Vector128<float> c10 = default, c11 = default;
        Vector128<float> c20 = default, c21 = default;
        Vector128<float> c30 = default, c31 = default;
        Vector128<float> c40 = default, c41 = default;
        Vector128<float> c50 = default, c51 = default;
        if (sums is not null)
        {
            c00 = Vector128.Load(sums);
            c01 = Vector128.Load(sums + Width);
            c10 = Vector128.Load(sums + Columns);
            c11 = Vector128.Load(sums + Columns + Width);
            c20 = Vector128.Load(sums + (2 * Columns));
            c21 = Vector128.Load(sums + (2 * Columns) + Width);
            c30 = Vector128.Load(sums + (3 * Columns));
            c31 = Vector128.Load(sums + (3 * Columns) + Width);
            c40 = Vector128.Load(sums + (4 * Columns));
            c41 = Vector128.Load(sums + (4 * Columns) + Width);
            c50 = Vector128.Load(sums + (5 * Columns));
            c51 = Vector128.Load(sums + (5 * Columns) + Width);
        }

        for (var k = 0; k < depth; k++)
        {
            var b0 = Vector128.Load(b);
            var b1 = Vector128.Load(b + Width);
            var a0 = Vector128.Create(a[0]);
            c00 = Vector128.MultiplyAddEstimate(a0, b0, c00);
            c01 = Vector128.MultiplyAddEstimate(a0, b1, c01);
            var a1 = Vector128.Create(a[1]);
            c10 = Vector128.MultiplyAddEstimate(a1, b0, c10);
            c11 = Vector128.MultiplyAddEstimate(a1, b1, c11);
            var a2 = Vector128.Create(a[2]);
            c20 = Vector128.MultiplyAddEstimate(a2, b0, c20);
            c21 = Vector128.MultiplyAddEstimate(a2, b1, c21);
            var a3 = Vector128.Create(a[3]);
            c30 = Vector128.MultiplyAddEstimate(a3, b0, c30);
            c31 = Vector128.MultiplyAddEstimate(a3, b1, c31);
            var a4 = Vector128.Create(a[4]);
            c40 = Vector128.MultiplyAddEstimate(a4, b0, c40);
            c41 = Vector128.MultiplyAddEstimate(a4, b1, c41);
            var a5 = Vector128.Create(a[5]);
            c50 = Vector128.MultiplyAddEstimate(a5, b0, c50);
            c51 = Vector128.MultiplyAddEstimate(a5, b1, c51);
            a += Rows;
            b += Columns;
        }

        c00.Store(products);
        c01.Store(products + Width);
        c10.Store(products + Columns);
        c11.Store(products + Columns + Width);
        c20.Store(products + (2 * Columns));
        c21.Store(products + (2 * Columns) + Width);
        c30.Store(products + (3 * Columns));
        c31.Store(products + (3 * Columns) + Width);
        c40.Store(products + (4 * Columns));
        c41.Store(products + (4 * Columns) + Width);
        c50.Store(products + (5 * Columns));
        c51.Store(products + (5 * Columns) + Width);
    }
}
