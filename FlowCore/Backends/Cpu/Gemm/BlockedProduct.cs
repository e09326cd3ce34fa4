using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Stencils;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// <c>y (+)= f(w·b + bias)</c>, where w is a packed kernel and b the neighbours that its stencil reads, gathered a block of
/// columns at a time.
/// </summary>
/// <param name="kernel">The kernel.</param>
/// <param name="blocks">The cut.</param>
internal readonly unsafe struct BlockedProduct<TTile>(PackedKernel kernel, ProductBlocks blocks)
    where TTile : struct, IGemmTile
{
    private readonly long _panelSize = (long)kernel.Depth * TTile.Columns;

    /// <summary>Floats of working memory: the panels of B, and the sums so far of a block where there are several in the depth.</summary>
    public long MemorySize => (blocks.ColumnPanels * _panelSize)
        + (kernel.Depth > blocks.Depth ? (long)blocks.RowPanels * blocks.ColumnPanels * TTile.Rows * TTile.Columns : 0);

    /// <summary>Columns start … end.</summary>
    /// <param name="x">The planes of the inputs.</param>
    /// <param name="stencil">The neighbours.</param>
    /// <param name="start">The first pixel.</param>
    /// <param name="end">The one after the last.</param>
    /// <param name="memory"><see cref="MemorySize"/> floats.</param>
    /// <param name="y">Row 0 of the first pixel's results.</param>
    /// <param name="stride">Floats from one row of results to the next.</param>
    /// <param name="bias">One a row, or null.</param>
    /// <param name="accumulate">Whether y is added to.</param>
    public void Run<TActivation>(
        ChannelRows x, Stencil stencil, long start, long end, float* memory, float* y, long stride, float* bias, bool accumulate)
        where TActivation : struct, IActivation
    {
        var block = blocks.Columns<TTile>();
        for (var column = start; column < end; column += block, y += block)
        {
            var width = (int)Math.Min(block, end - column);
            Gather(x, stencil, column, width, memory);
            for (var top = 0; top < kernel.Panels; top += blocks.RowPanels)
            {
                var bottom = Math.Min(kernel.Panels, top + blocks.RowPanels);
                for (var k = 0; k < kernel.Depth; k += blocks.Depth)
                {
                    Multiply<TActivation>(top, bottom, k, width, memory, y, stride, bias, accumulate);
                }
            }
        }
    }

    /// <summary>A block of rows and of the depth.</summary>
    private void Multiply<TActivation>(
        int top, int bottom, int k, int width, float* panels, float* y, long stride, float* bias, bool accumulate)
        where TActivation : struct, IActivation
    {
        var depth = Math.Min(blocks.Depth, kernel.Depth - k);
        var isLast = k + depth == kernel.Depth;
        var sums = panels + (blocks.ColumnPanels * _panelSize);
        for (var left = 0; left < width; left += TTile.Columns)
        {
            var b = panels + (left * (long)kernel.Depth) + ((long)k * TTile.Columns);
            for (var p = top; p < bottom; p++, sums += TTile.Rows * TTile.Columns)
            {
                var a = kernel.Panel(p) + ((long)k * TTile.Rows);
                var before = k == 0 ? null : sums;
                if (!isLast)
                {
                    TTile.Multiply(depth, a, b, before, new SumStore<TTile>(sums));
                    continue;
                }

                var row = p * TTile.Rows;
                TTile.Multiply(depth, a, b, before, new RowStore<TActivation>(
                    y + (row * stride) + left, stride, kernel.Rows - row, width - left, bias is null ? null : bias + row, accumulate));
            }
        }
    }

    /// <summary>Packs <c>x[i, p + τ]</c> for every (input, tap) and a run of pixels, panel by panel.</summary>
    private void Gather(ChannelRows x, Stencil stencil, long column, int width, float* panels)
    {
        if (stencil.Taps == 1 && stencil.Reach == 0)
        {
            Copy(x, column, width, panels);
            return;
        }

        for (var left = 0; left < width; left += TTile.Columns, panels += _panelSize)
        {
            Panels.Gather(x, stencil, column + left, Math.Min(TTile.Columns, width - left), TTile.Columns, panels);
        }
    }

    /// <summary>The pixels themselves: row by row, so that each is read in one run.</summary>
    private void Copy(ChannelRows x, long column, int width, float* panels)
    {
        for (var k = 0; k < kernel.Depth; k++, panels += TTile.Columns)
        {
            var from = x.Row(k) + column;
            var to = panels;
            for (var left = 0; left < width; left += TTile.Columns, to += _panelSize)
            {
                for (var v = left; v < left + TTile.Columns; v += Lanes.Width)
                {
                    Lanes.Load(from + v, width - v).Store(to + v - left);
                }
            }
        }
    }
}
