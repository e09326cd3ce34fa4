using System.Runtime.Intrinsics;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>3×3 over 256-bit vectors. On narrower hardware the JIT splits it.</summary>
internal readonly unsafe struct DotTile256 : IDotTile
{
    private const int Lanes = 8;

    public static int Rows => 3;

    public static int Columns => 3;

    public static void Dot(int length, float** a, float** b, float* c)
    {
        float* p0 = a[0], p1 = a[1], p2 = a[2];
        float* q0 = b[0], q1 = b[1], q2 = b[2];
        Vector256<float> c00 = default, c01 = default, c02 = default;
        Vector256<float> c10 = default, c11 = default, c12 = default;
        Vector256<float> c20 = default, c21 = default, c22 = default;
        var j = 0;
        for (; j <= length - Lanes; j += Lanes)
        {
            var a0 = Vector256.Load(p0 + j);
            var a1 = Vector256.Load(p1 + j);
            var a2 = Vector256.Load(p2 + j);
            var b0 = Vector256.Load(q0 + j);
            c00 = Vector256.MultiplyAddEstimate(a0, b0, c00);
            c10 = Vector256.MultiplyAddEstimate(a1, b0, c10);
            c20 = Vector256.MultiplyAddEstimate(a2, b0, c20);
            var b1 = Vector256.Load(q1 + j);
            c01 = Vector256.MultiplyAddEstimate(a0, b1, c01);
            c11 = Vector256.MultiplyAddEstimate(a1, b1, c11);
            c21 = Vector256.MultiplyAddEstimate(a2, b1, c21);
            var b2 = Vector256.Load(q2 + j);
            c02 = Vector256.MultiplyAddEstimate(a0, b2, c02);
            c12 = Vector256.MultiplyAddEstimate(a1, b2, c12);
            c22 = Vector256.MultiplyAddEstimate(a2, b2, c22);
        }

        c[0] = Vector256.Sum(c00);
        c[1] = Vector256.Sum(c01);
        c[2] = Vector256.Sum(c02);
        c[3] = Vector256.Sum(c10);
        c[4] = Vector256.Sum(c11);
        c[5] = Vector256.Sum(c12);
        c[6] = Vector256.Sum(c20);
        c[7] = Vector256.Sum(c21);
        c[8] = Vector256.Sum(c22);
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
