using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FlowCore.Backends.Cpu.Vectors;

/// <summary>Small blocks of a matrix whose rows become columns in registers.</summary>
internal static unsafe class LaneTiles
{
    /// <summary>Rows and columns of a block.</summary>
    public const int Size = 4;

    /// <summary><c>to[j, i] (+)= from[i, j]</c> of a matrix with any rows and columns, in blocks.</summary>
    /// <param name="from">The first number, whose rows are <paramref name="fromStride"/> apart.</param>
    /// <param name="fromStride">Numbers from a row to the next.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="toStride">Numbers from a row of the result to the next.</param>
    /// <param name="rows">Rows of <paramref name="from"/>.</param>
    /// <param name="columns">Columns of <paramref name="from"/>.</param>
    /// <param name="accumulate">Whether to add.</param>
    public static void Transpose(float* from, long fromStride, float* to, long toStride, int rows, int columns, bool accumulate)
    {
        for (var row = 0; row < rows; row += Size)
        {
            for (var column = 0; column < columns; column += Size)
            {
                var source = from + (row * fromStride) + column;
                var target = to + (column * toStride) + row;
                if (Sse.IsSupported && row + Size <= rows && column + Size <= columns)
                {
                    Block(source, fromStride, target, toStride, accumulate);
                }
                else
                {
                    Numbers(
                        source, fromStride, target, toStride, Math.Min(Size, rows - row), Math.Min(Size, columns - column), accumulate);
                }
            }
        }
    }

    private static void Block(float* from, long fromStride, float* to, long toStride, bool accumulate)
    {
        var (a, b) = (Vector128.Load(from), Vector128.Load(from + fromStride));
        var (c, d) = (Vector128.Load(from + (2 * fromStride)), Vector128.Load(from + (3 * fromStride)));

        // a0 b0 a1 b1 and c0 d0 c1 d1, then halves of both.
        var (lowAB, highAB) = (Sse.UnpackLow(a, b), Sse.UnpackHigh(a, b));
        var (lowCD, highCD) = (Sse.UnpackLow(c, d), Sse.UnpackHigh(c, d));
        Put(Sse.MoveLowToHigh(lowAB, lowCD), to, accumulate);
        Put(Sse.MoveHighToLow(lowCD, lowAB), to + toStride, accumulate);
        Put(Sse.MoveLowToHigh(highAB, highCD), to + (2 * toStride), accumulate);
        Put(Sse.MoveHighToLow(highCD, highAB), to + (3 * toStride), accumulate);
    }

    private static void Put(Vector128<float> numbers, float* to, bool accumulate) =>
        (accumulate ? Vector128.Load(to) + numbers : numbers).Store(to);

    private static void Numbers(float* from, long fromStride, float* to, long toStride, int rows, int columns, bool accumulate)
    {
        for (var column = 0; column < columns; column++)
        {
            for (var row = 0; row < rows; row++)
            {
                var number = from[(row * fromStride) + column];
                var target = to + (column * toStride) + row;
                *target = accumulate ? *target + number : number;
            }
        }
    }
}
