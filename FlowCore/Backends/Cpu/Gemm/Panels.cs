using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Stencils;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// Pixels in panels, the form in which the tiles read their right side: as many pixels as a tile has columns, and of these
/// every channel, <c>[panel, channel, column]</c>.
/// </summary>
internal static unsafe class Panels
{
    /// <summary>
    /// Rows that a panel has room for: whole tiles, whichever side they lie on, and one more than are filled. With a power
    /// of two, a channel of all panels would lie in the same few sets of the nearest cache.
    /// </summary>
    public static int PaddedRows<TTile>(int rows)
        where TTile : struct, IDotTile
    {
        var (a, b) = (TTile.Rows, TTile.Columns);
        return Math.Max(rows + 1, Math.Max((rows + a - 1) / a * a, (rows + b - 1) / b * b));
    }

    /// <summary>Floats from one panel to the next.</summary>
    public static long Stride<TTile>(int rows)
        where TTile : struct, IDotTile =>
        (long)PaddedRows<TTile>(rows) * TTile.PanelColumns;

    /// <summary><c>panel[(i, τ), j] = x[i, start + j + τ]</c> for <paramref name="valid"/> columns j, and zero past them.</summary>
    public static void Gather(ChannelRows x, Stencil stencil, long start, int valid, int columns, float* panel)
    {
        var first = (int)(start % stencil.Plane);
        if (start < stencil.Reach || start + columns + stencil.Reach > x.Columns)
        {
            GatherAtEnd(x, stencil, start, first, columns, panel);
        }
        else
        {
            for (var v = 0; v < columns; v += Lanes.Width)
            {
                GatherVector(x, stencil, start + v, first, columns, panel + v);
                first = stencil.Advance(first);
            }
        }

        if (valid < columns)
        {
            for (var row = 0; row < x.Channels * stencil.Taps; row++, panel += columns)
            {
                new Span<float>(panel + valid, columns - valid).Clear();
            }
        }
    }

    /// <summary><c>to = f(w·b + bias)</c>, a panel of <paramref name="w"/>'s rows from a panel of its depth.</summary>
    public static void Activate<TTile, TActivation>(PackedKernel w, float* b, float* bias, float* to)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        for (var row = 0; row < w.Rows; row += TTile.Rows)
        {
            var store = new PanelStore<TTile, TActivation>(to + ((long)row * TTile.Columns), bias + row, w.Rows - row);
            TTile.Multiply(w.Depth, w.Panel(row / TTile.Rows), b, null, store);
        }
    }

    /// <summary><c>to = (w·b)·f'</c> with the slope taken from a panel of <c>y = f(…)</c>.</summary>
    public static void ActivateGradient<TTile, TActivation>(PackedKernel w, float* b, float* y, float* to)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        for (var row = 0; row < w.Rows; row += TTile.Rows)
        {
            var offset = (long)row * TTile.Columns;
            var store = new SlopeStore<TTile, TActivation>(y + offset, to + offset, w.Rows - row);
            TTile.Multiply(w.Depth, w.Panel(row / TTile.Rows), b, null, store);
        }
    }

    /// <summary><c>to[row, j] = w·b</c> for <paramref name="valid"/> columns j, rows <paramref name="stride"/> apart.</summary>
    public static void Multiply<TTile>(PackedKernel w, float* b, float* to, long stride, int valid)
        where TTile : struct, IGemmTile
    {
        for (var row = 0; row < w.Rows; row += TTile.Rows)
        {
            var store = new RowStore<Identity>(to + (row * stride), stride, w.Rows - row, valid, null, accumulate: false);
            TTile.Multiply(w.Depth, w.Panel(row / TTile.Rows), b, null, store);
        }
    }

    /// <summary>
    /// <c>sums[r, s] (+)= Σ a_r·b_s</c> over all columns of some panels, <c>[rows of a, rows of b]</c>. A tile may read rows that
    /// were never filled; what comes of them is dropped.
    /// </summary>
    /// <param name="a">Panels.</param>
    /// <param name="rowsOfA">Rows of each.</param>
    /// <param name="rows">Those of them that are wanted.</param>
    /// <param name="b">As many panels.</param>
    /// <param name="rowsOfB">Rows of each.</param>
    /// <param name="panels">How many.</param>
    /// <param name="sums">The sums of row 0.</param>
    /// <param name="assign">Whether <c>=</c>.</param>
    public static void AddDots<TTile>(
        float* a, int rowsOfA, RowRange rows, float* b, int rowsOfB, int panels, float* sums, bool assign)
        where TTile : struct, IDotTile
    {
        var (strideOfA, strideOfB) = (Stride<TTile>(rowsOfA), Stride<TTile>(rowsOfB));
        var tile = stackalloc float[TTile.Rows * TTile.Columns];
        for (var row = rows.Start; row < rows.End; row += TTile.Rows)
        {
            for (var column = 0; column < rowsOfB; column += TTile.Columns)
            {
                TTile.Dot(panels, a + ((long)row * TTile.PanelColumns), strideOfA, b + ((long)column * TTile.PanelColumns), strideOfB, tile);
                var (height, width) = (Math.Min(TTile.Rows, rows.End - row), Math.Min(TTile.Columns, rowsOfB - column));
                for (var r = 0; r < height; r++)
                {
                    var to = sums + ((long)(row + r) * rowsOfB) + column;
                    for (var s = 0; s < width; s++)
                    {
                        var dot = tile[(s * TTile.Rows) + r];
                        to[s] = assign ? dot : to[s] + dot;
                    }
                }
            }
        }
    }

    /// <summary><c>sums[r, lane] (+)= Σ a_r</c> over some panels, each column going to the lane that it is loaded to.</summary>
    /// <inheritdoc cref="AddDots"/>
    public static void AddLanes<TTile>(float* a, int rowsOfA, RowRange rows, int panels, float* sums, bool assign)
        where TTile : struct, IDotTile
    {
        var stride = Stride<TTile>(rowsOfA);
        for (var row = rows.Start; row < rows.End; row++)
        {
            var to = sums + (row * Lanes.Width);
            var sum = assign ? Vector512<float>.Zero : Vector512.Load(to);
            var from = a + ((long)row * TTile.PanelColumns);
            for (var panel = 0; panel < panels; panel++, from += stride)
            {
                for (var column = 0; column < TTile.PanelColumns; column += Lanes.Width)
                {
                    sum += Vector512.Load(from + column);
                }
            }

            sum.Store(to);
        }
    }

    private static void GatherVector(ChannelRows x, Stencil stencil, long start, int phase, int columns, float* to)
    {
        var plane = x.Row(0) + start;
        var masks = stencil.Masks + phase;
        for (var input = 0; input < x.Channels; input++)
        {
            var mask = masks;
            foreach (var offset in stencil.Offsets)
            {
                (Vector512.Load(plane + offset) & Vector512.Load(mask).AsSingle()).Store(to);
                mask += stencil.MaskStride;
                to += columns;
            }

            plane += x.Columns;
        }
    }

    // The first and last pixels of a batch, whose neighbours may lie outside the memory.
    private static void GatherAtEnd(ChannelRows x, Stencil stencil, long start, int first, int columns, float* panel)
    {
        for (var input = 0; input < x.Channels; input++)
        {
            for (var tap = 0; tap < stencil.Taps; tap++, panel += columns)
            {
                var phase = first;
                for (var v = 0; v < columns; v += Lanes.Width)
                {
                    stencil.Load(x.Row(input), x.Columns, tap, start + v, phase).Store(panel + v);
                    phase = stencil.Advance(phase);
                }
            }
        }
    }
}
