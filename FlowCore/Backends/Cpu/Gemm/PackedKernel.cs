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
    /// <param name="kernel">The kernel.</param>
    /// <param name="tileRows">Rows of a tile.</param>
    /// <param name="memory">Where it goes.</param>
    /// <param name="depthBlock">The depth of a block; the whole depth for products whose panels of B are small anyway.</param>
    public static PackedKernel Gathering(KernelView kernel, int tileRows, float* memory, int depthBlock = DepthBlock)
    {
        var packed = new PackedKernel(memory, kernel.Outputs, kernel.Inputs * kernel.Taps, tileRows);
        packed.Fill(
            kernel,
            new Axis(1, 0, kernel.OutputStride),
            new Axis(kernel.Taps, kernel.TapStride, kernel.InputStride),
            depthBlock);
        return packed;
    }

    /// <summary>(tap, output) as rows, inputs as depth: for multiplying first and adding the neighbours up after.</summary>
    /// <inheritdoc cref="Gathering"/>
    public static PackedKernel Scattering(KernelView kernel, int tileRows, float* memory, int depthBlock = DepthBlock)
    {
        var packed = new PackedKernel(memory, kernel.Taps * kernel.Outputs, kernel.Inputs, tileRows);
        packed.Fill(
            kernel,
            new Axis(kernel.Outputs, kernel.OutputStride, kernel.TapStride),
            new Axis(1, 0, kernel.InputStride),
            depthBlock);
        return packed;
    }

    /// <summary>A kernel of the same size that was packed so many floats further on.</summary>
    public PackedKernel After(long floats) => new(_data + floats, Rows, Depth, _tileRows);

    /// <summary>The panel of rows at a depth block: <c>[block depth, tile rows]</c>.</summary>
    public float* Panel(int panel, int depthStart, int blockDepth) =>
        _data + ((long)depthStart * Panels * _tileRows) + ((long)panel * _tileRows * blockDepth);

    /// <summary>The panel of rows of a kernel whose depth is one block.</summary>
    public float* Panel(int panel) => _data + ((long)panel * _tileRows * Depth);

    private void Fill(KernelView kernel, Axis rows, Axis depth, int depthBlock)
    {
        var from = (float*)kernel.Data;
        var to = _data;
        var offsets = stackalloc long[_tileRows];
        for (var start = 0; start < Depth; start += depthBlock)
        {
            var end = (int)Math.Min(Depth, (long)start + depthBlock);
            for (var top = 0; top < Rows; top += _tileRows)
            {
                var count = Math.Min(_tileRows, Rows - top);
                for (var row = 0; row < count; row++)
                {
                    offsets[row] = rows.Offset(top + row);
                }

                for (var k = start; k < end; k++)
                {
                    var column = from + depth.Offset(k);
                    for (var row = 0; row < count; row++)
                    {
                        to[row] = column[offsets[row]];
                    }

                    for (var row = count; row < _tileRows; row++)
                    {
                        to[row] = 0f;
                    }

                    to += _tileRows;
                }
            }
        }
    }

    /// <summary>Where the entries of a row or a column lie that runs over two indices.</summary>
    /// <param name="InnerCount">How many there are of the index that runs faster.</param>
    /// <param name="Inner">Floats from one of the inner index to the next.</param>
    /// <param name="Outer">Floats from one of the outer index to the next.</param>
    private readonly record struct Axis(int InnerCount, int Inner, int Outer)
    {
        public long Offset(int index)
        {
            var (outer, inner) = Math.DivRem(index, InnerCount);
            return ((long)outer * Outer) + ((long)inner * Inner);
        }
    }
}
