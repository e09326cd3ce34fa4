using FlowCore.Backends.Cpu.Gemm;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// The dot products of a band for the gradients of a net's weights: <c>dw1 = dh1·xᵀ</c>, <c>dw2 = dh2·h1ᵀ</c>,
/// <c>dw3ᵀ = h2·dyᵀ</c>, and the sums of dh1 and dh2 for the biases. Each row is a hidden channel's, and no row needs another.
/// </summary>
/// <param name="layout">Where the gradients lie in the sums of a part.</param>
/// <param name="parts">The sums of all parts.</param>
internal sealed unsafe class NetDots<TDot>(NetSumLayout layout, float* parts)
    where TDot : struct, IDotTile
{
    private readonly float* _parts = parts;

    /// <summary>Pieces that the work on a part can be shared out in: a few rows of one of the three.</summary>
    public int Jobs => 3 * RowBlocks;

    private int RowBlocks => (layout.Width + TDot.Rows - 1) / TDot.Rows;

    /// <summary>Adds a band's share to the sums of its part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="band">The band's activations.</param>
    /// <param name="panels">Its panels.</param>
    /// <param name="isFirst">Whether it is the part's first, and <c>=</c>.</param>
    public void Add(int part, NetActivations band, int panels, bool isFirst)
    {
        for (var weights = 0; weights < 3; weights++)
        {
            Add(part, band, panels, isFirst, weights, new RowRange(0, layout.Width));
        }
    }

    /// <summary>One of the pieces of that.</summary>
    public void Add(int part, NetActivations band, int panels, bool isFirst, int job)
    {
        var (weights, block) = Math.DivRem(job, RowBlocks);
        var rows = new RowRange(block * TDot.Rows, Math.Min(layout.Width, (block + 1) * TDot.Rows));
        Add(part, band, panels, isFirst, weights, rows);
    }

    private void Add(int part, NetActivations band, int panels, bool isFirst, int weights, RowRange rows)
    {
        var sum = _parts + (part * layout.Size);
        switch (weights)
        {
            case 0:
                Panels.AddDots<TDot>(band.Dh1, layout.Width, rows, band.X, layout.InputRows, panels, sum, isFirst);
                Panels.AddLanes<TDot>(band.Dh1, layout.Width, rows, panels, sum + layout.Bias1, isFirst);
                break;
            case 1:
                Panels.AddDots<TDot>(band.Dh2, layout.Width, rows, band.H1, layout.Width, panels, sum + layout.Weight2, isFirst);
                Panels.AddLanes<TDot>(band.Dh2, layout.Width, rows, panels, sum + layout.Bias2, isFirst);
                break;
            default:
                Panels.AddDots<TDot>(band.H2, layout.Width, rows, band.Dy, layout.OutputRows, panels, sum + layout.Weight3, isFirst);
                break;
        }
    }
}
