namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// A kernel as the left matrix of a product, cut for a tile: blocks of depth, in each panels of <c>Rows</c> rows, in each
/// panel the rows of one k side by side. Rows past the last are zero.
/// </summary>
internal readonly unsafe struct PackedKernel
{
    /// <summary>The most of the depth that is multiplied in one go: a panel of B of this depth stays in the cache.</summary>
    public const int DepthBlock = 512;

    private readonly float* _data;
    private readonly int _tileRows;

    private PackedKernel(float* data, int rows, int depth, int tileRows)
    {
        _data = data;
        (Rows, Depth, _tileRows) = (rows, depth, tileRows);
    }

    /// <summary>Rows of the matrix.</summary>
    public int Rows { get; }

    /// <summary>Columns of the matrix.</summary>
    public int Depth { get; }

    /// <summary>Panels of rows.</summary>
    public int Panels => (Rows + _tileRows - 1) / _tileRows;

    /// <summary>Floats that packing needs.</summary>
    public static long Size(int rows, int depth, int tileRows) => (long)(rows + tileRows - 1) / tileRows * tileRows * depth;

    /// <summary>Outputs as rows, (input, tap) as depth: for multiplying with gathered neighbours.</summary>
    public static PackedKernel Gathering(KernelView kernel, int tileRows, float* memory) =>
        Pack(
            kernel.Outputs,
            kernel.Inputs * kernel.Taps,
            tileRows,
            memory,
            (row, k) => kernel[row, k / kernel.Taps, k % kernel.Taps]);

    /// <summary>(tap, output) as rows, inputs as depth: for multiplying first and adding the neighbours up after.</summary>
    public static PackedKernel Scattering(KernelView kernel, int tileRows, float* memory) =>
        Pack(
            kernel.Taps * kernel.Outputs,
            kernel.Inputs,
            tileRows,
            memory,
            (row, k) => kernel[row % kernel.Outputs, k, row / kernel.Outputs]);

    /// <summary>The panel of rows at a depth block: <c>[block depth, tile rows]</c>.</summary>
    public float* Panel(int panel, int depthStart, int blockDepth) =>
        _data + ((long)depthStart * Panels * _tileRows) + ((long)panel * _tileRows * blockDepth);

    private static PackedKernel Pack(int rows, int depth, int tileRows, float* memory, Func<int, int, float> weight)
    {
        var packed = new PackedKernel(memory, rows, depth, tileRows);
        var p = memory;
        for (var start = 0; start < depth; start += DepthBlock)
        {
            var end = Math.Min(depth, start + DepthBlock);
            for (var top = 0; top < rows; top += tileRows)
            {
                for (var k = start; k < end; k++)
                {
                    for (var row = top; row < top + tileRows; row++)
                    {
                        *p++ = row < rows ? weight(row, k) : 0f;
                    }
                }
            }
        }

        return packed;
    }
}
