namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// <c>dw(o, i, τ) += scale·Σ_p dy[o, p]·x[i, p + τ]</c>: dot products over every pixel of the batch. The side with fewer
/// channels is the one whose neighbours are gathered.
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
        var pixel = backend.StencilOf(height, width, StencilShape.Pixel);
        var (rows, columns) = (direct.Channels, shifted.Channels * stencil.Taps);
        var size = (long)rows * columns;
        var (strideOfA, strideOfB) = (Panels.Stride<TTile>(rows), Panels.Stride<TTile>(columns));
        var panelsPerChunk = ChunkColumns / TTile.Step;
        var roomOfA = panelsPerChunk * strideOfA;
        var room = roomOfA + (panelsPerChunk * strideOfB);
        using var sums = backend.Scratch(parts * size);
        using var gathered = backend.Scratch(backend.Threads * room);
        var sumMemory = sums.Pointer;
        var gatheredMemory = gathered.Pointer;
        backend.Team.For(parts, (part, worker) =>
        {
            var sum = sumMemory + (part * size);
            var a = gatheredMemory + (worker * room);
            var b = a + roomOfA;
            new Span<float>(sum, checked((int)size)).Clear();
            for (var chunk = part * chunksPerPart; chunk < Math.Min(chunks, (part + 1) * chunksPerPart); chunk++)
            {
                var start = chunk * chunkLength;
                var end = Math.Min(direct.Columns, start + chunkLength);
                var panels = 0;
                for (var column = start; column < end; column += TTile.Step, panels++)
                {
                    var valid = (int)Math.Min(TTile.Step, end - column);
                    Panels.Gather(direct, pixel, column, valid, TTile.Step, a + (panels * strideOfA));
                    Panels.Gather(shifted, stencil, column, valid, TTile.Step, b + (panels * strideOfB));
                }

                Panels.AddDots<TTile>(a, rows, b, columns, panels, sum);
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
}
