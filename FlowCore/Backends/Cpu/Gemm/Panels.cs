using System.Runtime.Intrinsics;
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
    public static int Room<TTile>(int rows)
        where TTile : struct, IDotTile
    {
        var (a, b) = (TTile.Rows, TTile.Columns);
        return Math.Max(rows + 1, Math.Max((rows + a - 1) / a * a, (rows + b - 1) / b * b));
    }

    /// <summary>Floats from one panel to the next.</summary>
    public static long Stride<TTile>(int rows)
        where TTile : struct, IDotTile =>
        (long)Room<TTile>(rows) * TTile.Step;

    /// <summary><c>panel[(i, τ), j] = x[i, start + j + τ]</c> for <paramref name="valid"/> columns j, and zero past them.</summary>
    public static void Gather(Planes x, Stencil stencil, long start, int valid, int columns, float* panel)
    {
        var first = (int)(start % stencil.Plane);
        for (var input = 0; input < x.Channels; input++)
        {
            var plane = x.Row(input);
            for (var tap = 0; tap < stencil.Taps; tap++)
            {
                var phase = first;
                for (var v = 0; v < columns; v += Lanes.Width)
                {
                    stencil.Load(plane, x.Columns, tap, start + v, phase).Store(panel + v);
                    phase = stencil.Advance(phase);
                }

                if (valid < columns)
                {
                    new Span<float>(panel + valid, columns - valid).Clear();
                }

                panel += columns;
            }
        }
    }

    /// <summary><c>to = f(w·b + bias)</c>, a panel of <paramref name="w"/>'s rows from a panel of its depth.</summary>
    public static void Activate<TTile, TActivation>(PackedKernel w, float* b, float* bias, float* to)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        var tile = stackalloc float[TTile.Rows * TTile.Columns];
        for (var top = 0; top < w.Rows; top += TTile.Rows)
        {
            TTile.Multiply(w.Depth, w.Panel(top / TTile.Rows), b, tile);
            var sum = tile;
            var end = Math.Min(w.Rows, top + TTile.Rows);
            for (var row = top; row < end; row++)
            {
                var shift = Vector512.Create(bias[row]);
                for (var v = 0; v < TTile.Columns; v += Lanes.Width)
                {
                    TActivation.Forward(Vector512.Load(sum + v) + shift).Store(to + v);
                }

                sum += TTile.Columns;
                to += TTile.Columns;
            }
        }
    }

    /// <summary>
    /// <c>to = (w·b)·f'</c> with the slope taken from a panel of <c>y = f(…)</c>, and <c>sums[row] += to</c>, lane by lane.
    /// </summary>
    public static void ActivateGradient<TTile, TActivation>(PackedKernel w, float* b, float* y, float* to, float* sums)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        var tile = stackalloc float[TTile.Rows * TTile.Columns];
        for (var top = 0; top < w.Rows; top += TTile.Rows)
        {
            TTile.Multiply(w.Depth, w.Panel(top / TTile.Rows), b, tile);
            var product = tile;
            var end = Math.Min(w.Rows, top + TTile.Rows);
            for (var row = top; row < end; row++)
            {
                var total = Vector512.Load(sums);
                for (var v = 0; v < TTile.Columns; v += Lanes.Width)
                {
                    var gradient = Vector512.Load(product + v) * TActivation.Slope(Vector512.Load(y + v));
                    gradient.Store(to + v);
                    total += gradient;
                }

                total.Store(sums);
                sums += Lanes.Width;
                product += TTile.Columns;
                y += TTile.Columns;
                to += TTile.Columns;
            }
        }
    }

    /// <summary><c>to[row, j] = w·b</c> for <paramref name="valid"/> columns j, rows <paramref name="stride"/> apart.</summary>
    public static void Multiply<TTile>(PackedKernel w, float* b, float* to, long stride, int valid)
        where TTile : struct, IGemmTile
    {
        var tile = stackalloc float[TTile.Rows * TTile.Columns];
        valid = Math.Min(valid, TTile.Columns);
        for (var top = 0; top < w.Rows; top += TTile.Rows)
        {
            TTile.Multiply(w.Depth, w.Panel(top / TTile.Rows), b, tile);
            var product = tile;
            var end = Math.Min(w.Rows, top + TTile.Rows);
            for (var row = top; row < end; row++)
            {
                for (var v = 0; v < valid; v += Lanes.Width)
                {
                    Lanes.Store(Vector512.Load(product + v), to + v, valid - v);
                }

                product += TTile.Columns;
                to += stride;
            }
        }
    }

    /// <summary>
    /// <c>sums[r, s] += Σ a_r·b_s</c> over all columns of some panels, <c>[rows of a, rows of b]</c>. A tile may read rows that
    /// were never filled; what comes of them is dropped.
    /// </summary>
    public static void AddDots<TTile>(float* a, int rowsOfA, float* b, int rowsOfB, int panels, float* sums)
        where TTile : struct, IDotTile
    {
        var (strideOfA, strideOfB) = (Stride<TTile>(rowsOfA), Stride<TTile>(rowsOfB));
        var tile = stackalloc float[TTile.Rows * TTile.Columns];
        for (var row = 0; row < rowsOfA; row += TTile.Rows)
        {
            for (var column = 0; column < rowsOfB; column += TTile.Columns)
            {
                TTile.Dot(panels, a + ((long)row * TTile.Step), strideOfA, b + ((long)column * TTile.Step), strideOfB, tile);
                var (rows, columns) = (Math.Min(TTile.Rows, rowsOfA - row), Math.Min(TTile.Columns, rowsOfB - column));
                for (var r = 0; r < rows; r++)
                {
                    var to = sums + ((long)(row + r) * rowsOfB) + column;
                    for (var s = 0; s < columns; s++)
                    {
                        to[s] += tile[(s * TTile.Rows) + r];
                    }
                }
            }
        }
    }
}
