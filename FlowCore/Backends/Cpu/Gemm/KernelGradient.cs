using FlowCore.Backends.Cpu.Stencils;
using FlowCore.Backends.Cpu.Working;

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

    /// <param name="workspace">Whose threads and memory are used.</param>
    /// <param name="x">All inputs.</param>
    /// <param name="dy">All gradients of outputs.</param>
    /// <param name="dw">The gradients of the kernels, with the stencils that shift x if it has no more channels than dy, else −τ.</param>
    /// <param name="scale">What the sums are multiplied by.</param>
    public static void Run<TTile>(Workspace workspace, Planes x, Planes dy, GroupedKernel dw, float scale)
        where TTile : struct, IDotTile
    {
        var cut = new Cut<TTile>(dw, x.Columns);
        var pixel = workspace.Stencils.Of(dw.Stencils[0].Height, dw.Stencils[0].Width, StencilShape.Pixel);
        using var sums = workspace.Scratch(dw.Groups * cut.Parts * cut.Size);
        using var gathered = workspace.Scratch(workspace.Threads * cut.Room);
        var shiftInput = ShiftsInput(dw.First);
        workspace.Team.For(
            dw.Groups * cut.Parts,
            new Products<TTile>(cut, dw, shiftInput ? dy : x, shiftInput ? x : dy, pixel, gathered.Pointer, sums.Pointer));
        workspace.Team.For(dw.Groups * cut.Rows, new Totals<TTile>(cut, dw, sums.Pointer, scale));
    }

    /// <summary>
    /// Whether the inputs are shifted, as <c>Σ_p dy[o, p]·x[i, p + τ]</c>, and not the gradients, as <c>Σ_q x[i, q]·dy[o, q − τ]</c>.
    /// </summary>
    public static bool ShiftsInput(KernelView kernel) => kernel.Outputs >= kernel.Inputs;

    /// <summary>How the sums over all columns are cut into parts, and those into chunks.</summary>
    private readonly struct Cut<TTile>
        where TTile : struct, IDotTile
    {
        public Cut(GroupedKernel dw, long columns)
        {
            var kernel = dw.First;
            (Rows, Channels) = ShiftsInput(kernel) ? (kernel.Outputs, kernel.Inputs) : (kernel.Inputs, kernel.Outputs);
            Columns = Channels * kernel.Taps;
            Pixels = columns;
            ChunkLength = columns >= FewestParts * ChunkColumns ? ChunkColumns : ChunkColumns / 2;
            Chunks = (columns + ChunkLength - 1) / ChunkLength;
            ChunksPerPart = (Chunks + MostParts - 1) / MostParts;
            Parts = (int)((Chunks + ChunksPerPart - 1) / Math.Max(1, ChunksPerPart));
        }

        /// <summary>Rows of a group's gradient: channels of the side that is not shifted.</summary>
        public int Rows { get; }

        /// <summary>Channels of the side that is shifted.</summary>
        public int Channels { get; }

        /// <summary>Columns of a group's gradient, (channel, tap).</summary>
        public int Columns { get; }

        public long Pixels { get; }

        public int ChunkLength { get; }

        public long Chunks { get; }

        public long ChunksPerPart { get; }

        public int Parts { get; }

        /// <summary>Entries of a group's gradient.</summary>
        public long Size => (long)Rows * Columns;

        /// <summary>Floats of a chunk of the side that is not shifted.</summary>
        public long DirectRoom => ChunkColumns / TTile.Step * Panels.Stride<TTile>(Rows);

        /// <summary>Floats of a chunk of both.</summary>
        public long Room => DirectRoom + (ChunkColumns / TTile.Step * Panels.Stride<TTile>(Columns));
    }

    /// <summary>The products of a part of the columns of a group.</summary>
    private readonly struct Products<TTile>(
        Cut<TTile> cut, GroupedKernel dw, Planes direct, Planes shifted, Stencil pixel, float* gathered, float* sums) : ITeamWork
        where TTile : struct, IDotTile
    {
        private readonly float* _gathered = gathered, _sums = sums;

        public void Run(int piece, int worker)
        {
            var (group, part) = Math.DivRem(piece, cut.Parts);
            var straight = GroupedKernel.Of(direct, cut.Rows, group);
            var gathering = GroupedKernel.Of(shifted, cut.Channels, group);
            var (strideOfA, strideOfB) = (Panels.Stride<TTile>(cut.Rows), Panels.Stride<TTile>(cut.Columns));
            var sum = _sums + (piece * cut.Size);
            var a = _gathered + (worker * cut.Room);
            var b = a + cut.DirectRoom;
            var first = part * cut.ChunksPerPart;
            for (var chunk = first; chunk < Math.Min(cut.Chunks, (part + 1) * cut.ChunksPerPart); chunk++)
            {
                var start = chunk * cut.ChunkLength;
                var end = Math.Min(cut.Pixels, start + cut.ChunkLength);
                var panels = 0;
                for (var column = start; column < end; column += TTile.Step, panels++)
                {
                    var valid = (int)Math.Min(TTile.Step, end - column);
                    Panels.Gather(straight, pixel, column, valid, TTile.Step, a + (panels * strideOfA));
                    Panels.Gather(gathering, dw.Stencils[group], column, valid, TTile.Step, b + (panels * strideOfB));
                }

                Panels.AddDots<TTile>(a, cut.Rows, new RowRange(0, cut.Rows), b, cut.Columns, panels, sum, assign: chunk == first);
            }
        }
    }

    /// <summary>A row of a group's gradient: the parts in order, in double.</summary>
    private readonly struct Totals<TTile>(Cut<TTile> cut, GroupedKernel dw, float* sums, float scale) : ITeamWork
        where TTile : struct, IDotTile
    {
        private readonly float* _sums = sums;

        public void Run(int piece, int worker)
        {
            var (group, row) = Math.DivRem(piece, cut.Rows);
            var from = _sums + (group * cut.Parts * cut.Size) + ((long)row * cut.Columns);
            var to = dw[group];
            var shiftInput = ShiftsInput(to);
            for (var column = 0; column < cut.Columns; column++)
            {
                var total = 0.0;
                for (var part = 0; part < cut.Parts; part++)
                {
                    total += from[(part * cut.Size) + column];
                }

                var (channel, tap) = Math.DivRem(column, to.Taps);
                var (output, input) = shiftInput ? (row, channel) : (channel, row);
                to.Add(output, input, tap, (float)(scale * total));
            }
        }
    }
}
