using ILGPU;

namespace FlowCore.Gpu.Kernels.Convolution;

/// <summary>
/// A thread's 4×4 part of a product of two panels in shared memory, <c>[depth, rows]</c> and <c>[depth, columns]</c>: for
/// every 8 floats that it reads it does 16 multiplications, all in registers.
/// </summary>
internal struct Tile
{
    /// <summary>Rows, and columns, of a thread's part.</summary>
    public const int Side = 1 << SideBits;

    /// <inheritdoc cref="Side"/>
    public const int SideBits = 2;

    public Float4 Row0, Row1, Row2, Row3;

    /// <summary>Adds the product of <paramref name="depth"/> rows of both panels.</summary>
    /// <param name="a">The panel of rows, from this thread's four on.</param>
    /// <param name="strideA">Quadruples from one row of it to the next.</param>
    /// <param name="b">The panel of columns, from this thread's four on.</param>
    /// <param name="strideB">Quadruples from one row of it to the next.</param>
    /// <param name="depth">Rows.</param>
    public void MultiplyAdd(ArrayView<Float4> a, int strideA, ArrayView<Float4> b, int strideB, int depth)
    {
        for (var k = 0; k < depth; k++)
        {
            var left = a[k * strideA];
            var right = b[k * strideB];
            Row0.MultiplyAdd(left.X, right);
            Row1.MultiplyAdd(left.Y, right);
            Row2.MultiplyAdd(left.Z, right);
            Row3.MultiplyAdd(left.W, right);
        }
    }
}
