using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>4×4 over 512-bit vectors.</summary>
internal readonly unsafe struct DotTile512 : IDotTile
{
    private const int Lanes = 16;

    public static int Rows => 4;

    public static int Columns => 4;

    public static void Dot(int length, float** a, float** b, float* c)
    {
        float* p0 = a[0], p1 = a[1], p2 = a[2], p3 = a[3];
        float* q0 = b[0], q1 = b[1], q2 = b[2], q3 = b[3];
        Vector512<float> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector512<float> c10 = default, c11 = default, c12 = default, c13 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c23 = default;
        Vector512<float> c30 = default, c31 = default, c32 = default, c33 = default;
        var j = 0;
        for (; j <= length - Lanes; j += Lanes)
        {
            var a0 = Vector512.Load(p0 + j);
            var a1 = Vector512.Load(p1 + j);
            var a2 = Vector512.Load(p2 + j);
            var a3 = Vector512.Load(p3 + j);
            var b0 = Vector512.Load(q0 + j);
            c00 = Vector512.MultiplyAddEstimate(a0, b0, c00);
            c10 = Vector512.MultiplyAddEstimate(a1, b0, c10);
            c20 = Vector512.MultiplyAddEstimate(a2, b0, c20);
            c30 = Vector512.MultiplyAddEstimate(a3, b0, c30);
            var b1 = Vector512.Load(q1 + j);
            c01 = Vector512.MultiplyAddEstimate(a0, b1, c01);
            c11 = Vector512.MultiplyAddEstimate(a1, b1, c11);
            c21 = Vector512.MultiplyAddEstimate(a2, b1, c21);
            c31 = Vector512.MultiplyAddEstimate(a3, b1, c31);
            var b2 = Vector512.Load(q2 + j);
            c02 = Vector512.MultiplyAddEstimate(a0, b2, c02);
            c12 = Vector512.MultiplyAddEstimate(a1, b2, c12);
            c22 = Vector512.MultiplyAddEstimate(a2, b2, c22);
            c32 = Vector512.MultiplyAddEstimate(a3, b2, c32);
            var b3 = Vector512.Load(q3 + j);
            c03 = Vector512.MultiplyAddEstimate(a0, b3, c03);
            c13 = Vector512.MultiplyAddEstimate(a1, b3, c13);
            c23 = Vector512.MultiplyAddEstimate(a2, b3, c23);
            c33 = Vector512.MultiplyAddEstimate(a3, b3, c33);
        }

        c[0] = Vector512.Sum(c00);
        c[1] = Vector512.Sum(c01);
        c[2] = Vector512.Sum(c02);
        c[3] = Vector512.Sum(c03);
        c[4] = Vector512.Sum(c10);
        c[5] = Vector512.Sum(c11);
        c[6] = Vector512.Sum(c12);
        c[7] = Vector512.Sum(c13);
        c[8] = Vector512.Sum(c20);
        c[9] = Vector512.Sum(c21);
        c[10] = Vector512.Sum(c22);
        c[11] = Vector512.Sum(c23);
        c[12] = Vector512.Sum(c30);
        c[13] = Vector512.Sum(c31);
        c[14] = Vector512.Sum(c32);
        c[15] = Vector512.Sum(c33);
        for (; j < length; j++)
        {
            for (var r = 0; r < Rows; r++)
            {
                for (var s = 0; s < Columns; s++)
                {
                    c[(r * Columns) + s] += a[r][j] * b[s][j];
                }
            }
        }
    }
}
