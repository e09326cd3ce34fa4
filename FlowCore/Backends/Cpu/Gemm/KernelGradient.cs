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

    /// <param name="backend">Whose threads and memory are used.</param>
    /// <param name="x">All inputs.</param>
    /// <param name="dy">All gradients of outputs.</param>
    /// <param name="dw">The gradients of the kernels, with the stencils that shift x if it has no more channels than dy, else −τ.</param>
    /// <param name="scale">What the sums are multiplied by.</param>
    public static void Run<TTile>(CpuBackend backend, Planes x, Planes dy, GroupedKernel dw, float scale)
        where TTile : struct, IDotTile
    {
        var shiftInput = ShiftsInput(dw.First);
        var (direct, shifted) = shiftInput ? (dy, x) : (x, dy);
        var kernel = dw.First;
        var (rows, channels) = shiftInput ? (kernel.Outputs, kernel.Inputs) : (kernel.Inputs, kernel.Outputs);
        var columns = channels * kernel.Taps;

        var chunkLength = direct.Columns >= FewestParts * ChunkColumns ? ChunkColumns : ChunkColumns / 2;
        var chunks = (direct.Columns + chunkLength - 1) / chunkLength;
        var chunksPerPart = (chunks + MostParts - 1) / MostParts;
        var parts = (int)((chunks + chunksPerPart - 1) / Math.Max(1, chunksPerPart));
        var pixel = backend.StencilOf(dw.Stencils[0].Height, dw.Stencils[0].Width, StencilShape.Pixel);
        var size = (long)rows * columns;
        var (strideOfA, strideOfB) = (Panels.Stride<TTile>(rows), Panels.Stride<TTile>(columns));
        var panelsPerChunk = ChunkColumns / TTile.Step;
        var roomOfA = panelsPerChunk * strideOfA;
        var room = roomOfA + (panelsPerChunk * strideOfB);
        using var sums = backend.Scratch(dw.Groups * parts * size);
        using var gathered = backend.Scratch(backend.Threads * room);
        var sumMemory = sums.Pointer;
        var gatheredMemory = gathered.Pointer;
        backend.Team.For(dw.Groups * parts, (piece, worker) =>
        {
            var (group, part) = Math.DivRem(piece, parts);
            var (straight, gathering) = (GroupedKernel.Of(direct, rows, group), GroupedKernel.Of(shifted, channels, group));
            var sum = sumMemory + (piece * size);
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
                    Panels.Gather(straight, pixel, column, valid, TTile.Step, a + (panels * strideOfA));
                    Panels.Gather(gathering, dw.Stencils[group], column, valid, TTile.Step, b + (panels * strideOfB));
                }

                Panels.AddDots<TTile>(a, rows, b, columns, panels, sum);
            }
        });

        backend.Team.For(dw.Groups * rows, (piece, _) =>
        {
            var (group, row) = Math.DivRem(piece, rows);
            var from = sumMemory + (group * parts * size) + ((long)row * columns);
            var to = dw[group];
            for (var column = 0; column < columns; column++)
            {
                var total = 0.0;
                for (var part = 0; part < parts; part++)
                {
                    total += from[(part * size) + column];
                }

                var (channel, tap) = Math.DivRem(column, kernel.Taps);
                var (output, input) = shiftInput ? (row, channel) : (channel, row);
                to.Add(output, input, tap, (float)(scale * total));
            }
        });
    }

    /// <summary>
    /// Whether the inputs are shifted, as <c>Σ_p dy[o, p]·x[i, p + τ]</c>, and not the gradients, as <c>Σ_q x[i, q]·dy[o, q − τ]</c>.
    /// </summary>
    public static bool ShiftsInput(KernelView kernel) => kernel.Outputs >= kernel.Inputs;
}
