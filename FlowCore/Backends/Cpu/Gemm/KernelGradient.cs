using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Vectors;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// <c>dw(o, i, τ) += scale·Σ_p dy[o, p]·x[i, p + τ]</c>: dot products over every pixel of the batch. The side with fewer
/// channels is the one whose neighbours are gathered; the other is read where it lies.
/// </summary>
internal static unsafe class KernelGradient
{
    private const int ChunkColumns = 1024;

    // Parts bound the memory of partial sums. Few parts leave cores idle at the end, so a small batch takes shorter chunks.
    private const int MostParts = 32;
    private const int FewestParts = 16;

    public static void Run<TTile>(
        CpuBackend backend, Planes x, Planes dy, StencilShape taps, int height, int width, KernelView dw, float scale)
        where TTile : struct, IDotTile
    {
        // Σ_p dy[o, p]·x[i, p + τ] = Σ_q x[i, q]·dy[o, q − τ]: either side can be the one that is shifted.
        var shiftInput = dy.Channels >= x.Channels;
        var direct = shiftInput ? dy : x;
        var shifted = shiftInput ? x : dy;
        var stencil = backend.StencilOf(height, width, shiftInput ? taps : taps.Reversed());

        var chunkLength = direct.Columns >= FewestParts * ChunkColumns ? ChunkColumns : ChunkColumns / 2;
        var chunks = (direct.Columns + chunkLength - 1) / chunkLength;
        var chunksPerPart = (chunks + MostParts - 1) / MostParts;
        var parts = (int)((chunks + chunksPerPart - 1) / Math.Max(1, chunksPerPart));
        var (rows, columns) = (direct.Channels, shifted.Channels * stencil.Taps);
        var size = (long)rows * columns;
        using var sums = backend.Scratch(parts * size);
        using var gathered = backend.Scratch((long)backend.Threads * columns * ChunkColumns);
        var sumMemory = sums.Pointer;
        var gatheredMemory = gathered.Pointer;
        backend.Team.For(parts, (part, worker) =>
        {
            var sum = sumMemory + (part * size);
            var rowsOfB = gatheredMemory + ((long)worker * columns * ChunkColumns);
            new Span<float>(sum, checked((int)size)).Clear();
            for (var chunk = part * chunksPerPart; chunk < Math.Min(chunks, (part + 1) * chunksPerPart); chunk++)
            {
                var start = chunk * chunkLength;
                var length = (int)Math.Min(chunkLength, direct.Columns - start);
                Gather(shifted, stencil, start, length, rowsOfB);
                AddProducts<TTile>(direct, start, length, rowsOfB, columns, sum);
            }
        });

        backend.Team.For(rows, (row, _) =>
        {
            for (var column = 0; column < columns; column++)
            {
                var total = 0.0;
                for (var part = 0; part < parts; part++)
                {
                    total += sumMemory[(part * size) + ((long)row * columns) + column];
                }

                var (channel, tap) = Math.DivRem(column, stencil.Taps);
                var (output, input) = shiftInput ? (row, channel) : (channel, row);
                dw.Add(output, input, tap, (float)(scale * total));
            }
        });
    }

    private static void Gather(Planes shifted, Stencil stencil, long start, int length, float* rows)
    {
        for (var channel = 0; channel < shifted.Channels; channel++)
        {
            var plane = shifted.Row(channel);
            for (var tap = 0; tap < stencil.Taps; tap++)
            {
                var row = rows + ((((long)channel * stencil.Taps) + tap) * ChunkColumns);
                var phase = (int)(start % stencil.Plane);
                for (var j = 0; j < length; j += Lanes.Width)
                {
                    stencil.Load(plane, shifted.Columns, tap, start + j, phase).Store(row + j);
                    phase = stencil.Advance(phase);
                }
            }
        }
    }

    private static void AddProducts<TTile>(Planes direct, long start, int length, float* rowsOfB, int columns, float* sum)
        where TTile : struct, IDotTile
    {
        var a = stackalloc float*[TTile.Rows];
        var b = stackalloc float*[TTile.Columns];
        var tile = stackalloc float[TTile.Rows * TTile.Columns];
        for (var row = 0; row < direct.Channels; row += TTile.Rows)
        {
            // Past the last row the tile repeats it, and what comes of that is dropped.
            for (var r = 0; r < TTile.Rows; r++)
            {
                a[r] = direct.Row(Math.Min(row + r, direct.Channels - 1)) + start;
            }

            for (var column = 0; column < columns; column += TTile.Columns)
            {
                for (var s = 0; s < TTile.Columns; s++)
                {
                    b[s] = rowsOfB + ((long)Math.Min(column + s, columns - 1) * ChunkColumns);
                }

                TTile.Dot(length, a, b, tile);
                for (var r = 0; r < Math.Min(TTile.Rows, direct.Channels - row); r++)
                {
                    for (var s = 0; s < Math.Min(TTile.Columns, columns - column); s++)
                    {
                        sum[((long)(row + r) * columns) + column + s] += tile[(r * TTile.Columns) + s];
                    }
                }
            }
        }
    }
}
