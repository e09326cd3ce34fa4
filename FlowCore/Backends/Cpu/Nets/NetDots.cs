using FlowCore.Backends.Cpu.Gemm;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// The dot products of a block for the gradients of a net's weights: <c>dw1 = dh1·xᵀ</c>, <c>dw2 = dh2·h1ᵀ</c>,
/// <c>dw3ᵀ = h2·dyᵀ</c>, and the sums of dh1 and dh2 for the biases. Each row is a hidden channel's, and no row needs another.
/// </summary>
/// <param name="layout">Where the gradients lie in the sums of a part.</param>
/// <param name="parts">The sums of all parts.</param>
internal sealed unsafe class NetDots<TDot>(NetSumLayout layout, float* parts)
    where TDot : struct, IDotTile
{
    private readonly float* _parts = parts;

    /// <summary>Tasks that the work on a part can be shared out in: the rows of a tile, of one of the three gradients.</summary>
    public int Tasks => 3 * RowTiles;

    private int RowTiles => (layout.Width + TDot.Rows - 1) / TDot.Rows;

    /// <summary>Adds a block's share to the sums of its part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="block">The block's activations.</param>
    /// <param name="panels">Its panels.</param>
    /// <param name="isFirst">Whether it is the part's first, and <c>=</c>.</param>
    public void Add(int part, NetActivations block, int panels, bool isFirst)
    {
        for (var weights = 0; weights < 3; weights++)
        {
            Add(part, block, panels, isFirst, weights, new RowRange(0, layout.Width));
        }
    }

    /// <summary>One task of that.</summary>
    public void Add(int part, NetActivations block, int panels, bool isFirst, int task)
    {
        var (weights, tile) = Math.DivRem(task, RowTiles);
        var rows = new RowRange(tile * TDot.Rows, Math.Min(layout.Width, (tile + 1) * TDot.Rows));
        Add(part, block, panels, isFirst, weights, rows);
    }

    private void Add(int part, NetActivations block, int panels, bool isFirst, int weights, RowRange rows)
    {
        var sum = _parts + (part * layout.Size);
        switch (weights)
        {
            case 0:
                Panels.AddDots<TDot>(block.Dh1, layout.Width, rows, block.X, layout.InputRows, panels, sum, isFirst);
                Panels.AddLanes<TDot>(block.Dh1, layout.Width, rows, panels, sum + layout.Bias1, isFirst);
                break;
            case 1:
                Panels.AddDots<TDot>(block.Dh2, layout.Width, rows, block.H1, layout.Width, panels, sum + layout.Weight2, isFirst);
                Panels.AddLanes<TDot>(block.Dh2, layout.Width, rows, panels, sum + layout.Bias2, isFirst);
                break;
            default:
                Panels.AddDots<TDot>(block.H2, layout.Width, rows, block.Dy, layout.OutputRows, panels, sum + layout.Weight3, isFirst);
                break;
        }
    }
}
