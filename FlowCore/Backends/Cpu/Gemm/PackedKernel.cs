using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// A kernel as the left matrix of a product, cut for a tile: panels of <c>Rows</c> rows, in each the rows of one k side by
/// side. Rows past the last are zero.
/// </summary>
internal readonly unsafe struct PackedKernel
{
    // Floats that are worth handing out.
    private const int Worthwhile = 65536;

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
    /// <param name="team">Whose threads do it if it is worth it.</param>
    public static PackedKernel Gathering(KernelView kernel, int tileRows, float* memory, WorkTeam team)
    {
        var packed = new PackedKernel(memory, kernel.Outputs, kernel.Inputs * kernel.Taps, tileRows);
        packed.Fill(
            kernel,
            new Axis(1, 0, kernel.OutputStride),
            new Axis(kernel.Taps, kernel.TapStride, kernel.InputStride),
            team);
        return packed;
    }

    /// <summary>(tap, output) as rows, inputs as depth: for multiplying first and adding the neighbours up after.</summary>
    /// <inheritdoc cref="Gathering"/>
    public static PackedKernel Scattering(KernelView kernel, int tileRows, float* memory, WorkTeam team)
    {
        var packed = new PackedKernel(memory, kernel.Taps * kernel.Outputs, kernel.Inputs, tileRows);
        packed.Fill(
            kernel,
            new Axis(kernel.Outputs, kernel.OutputStride, kernel.TapStride),
            new Axis(1, 0, kernel.InputStride),
            team);
        return packed;
    }

    /// <summary>A kernel of the same size that was packed so many floats further on.</summary>
    public PackedKernel After(long floats) => new(_data + floats, Rows, Depth, _tileRows);

    /// <summary>A panel of rows: <c>[depth, tile rows]</c>.</summary>
    public float* Panel(int panel) => _data + ((long)panel * _tileRows * Depth);

    private void Fill(KernelView kernel, Axis rows, Axis depth, WorkTeam team)
    {
        var packing = new Packing(this, (float*)kernel.Data, rows, depth);
        if ((long)Rows * Depth >= 2 * Worthwhile)
        {
            team.ForEach(Panels, Math.Max(1, Worthwhile / (_tileRows * Depth)), packing);
            return;
        }

        for (var panel = 0; panel < Panels; panel++)
        {
            packing.Run(panel);
        }
    }

    /// <summary>The packing of one panel.</summary>
    private readonly struct Packing(PackedKernel to, float* from, Axis rows, Axis depth) : IItemWork
    {
        private readonly float* _from = from;

        public void Run(long item)
        {
            var tileRows = to._tileRows;
            var top = (int)item * tileRows;
            var count = Math.Min(tileRows, to.Rows - top);
            var offsets = stackalloc long[tileRows];
            for (var row = 0; row < count; row++)
            {
                offsets[row] = rows.Offset(top + row);
            }

            var target = to.Panel((int)item);
            var outer = _from;
            var left = to.Depth;
            for (; left > 0; outer += depth.Outer)
            {
                var column = outer;
                for (var inner = Math.Min(depth.InnerCount, left); inner > 0; inner--, left--)
                {
                    for (var row = 0; row < count; row++)
                    {
                        target[row] = column[offsets[row]];
                    }

                    for (var row = count; row < tileRows; row++)
                    {
                        target[row] = 0f;
                    }

                    column += depth.Inner;
                    target += tileRows;
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
