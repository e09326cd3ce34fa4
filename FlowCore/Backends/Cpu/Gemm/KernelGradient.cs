using FlowCore.Backends.Cpu.Stencils;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// <c>dw(o, i, τ) += scale·Σ_p dy[o, p]·x[i, p + τ]</c>: dot products over every pixel of the batch. The side with fewer
/// channels is the one whose neighbours are gathered.
/// </summary>
internal static unsafe class KernelGradient
{
    private const int BlockPixels = 1024;

    // Parts bound the memory of partial sums. Few parts leave cores idle at the end, so a small batch takes shorter blocks.
    private const int MostParts = 32;
    private const int FewestParts = 16;

    /// <param name="workspace">Whose threads and memory are used.</param>
    /// <param name="x">All inputs.</param>
    /// <param name="dy">All gradients of outputs.</param>
    /// <param name="dw">The gradients of the kernels, with the stencils that shift x if it has no more channels than dy, else −τ.</param>
    /// <param name="scale">What the sums are multiplied by.</param>
    public static void Run<TTile>(Workspace workspace, ChannelRows x, ChannelRows dy, GroupedKernel dw, float scale)
        where TTile : struct, IDotTile
    {
        var partition = new Partition<TTile>(dw, x.Columns);
        var pixel = workspace.Stencils.Of(dw.Stencils[0].Height, dw.Stencils[0].Width, StencilShape.Pixel);
        using var sums = workspace.Scratch(dw.Groups * partition.Parts * partition.Size);
        using var gathered = workspace.Scratch(workspace.Threads * partition.MemorySize);
        var shiftInput = ShiftsInput(dw.First);
        workspace.Team.For(
            dw.Groups * partition.Parts,
            new Products<TTile>(partition, dw, shiftInput ? dy : x, shiftInput ? x : dy, pixel, gathered.Pointer, sums.Pointer));
        workspace.Team.For(dw.Groups * partition.Rows, new Totals<TTile>(partition, dw, sums.Pointer, scale));
    }

    /// <summary>
    /// Whether the inputs are shifted, as <c>Σ_p dy[o, p]·x[i, p + τ]</c>, and not the gradients, as <c>Σ_q x[i, q]·dy[o, q − τ]</c>.
    /// </summary>
    public static bool ShiftsInput(KernelView kernel) => kernel.Outputs >= kernel.Inputs;

    /// <summary>How the sums over all columns are cut into parts, and those into blocks.</summary>
    private readonly struct Partition<TTile>
        where TTile : struct, IDotTile
    {
        public Partition(GroupedKernel dw, long columns)
        {
            var kernel = dw.First;
            (Rows, Channels) = ShiftsInput(kernel) ? (kernel.Outputs, kernel.Inputs) : (kernel.Inputs, kernel.Outputs);
            Columns = Channels * kernel.Taps;
            Pixels = columns;
            BlockLength = columns >= FewestParts * BlockPixels ? BlockPixels : BlockPixels / 2;
            Blocks = (columns + BlockLength - 1) / BlockLength;
            BlocksPerPart = (Blocks + MostParts - 1) / MostParts;
            Parts = (int)((Blocks + BlocksPerPart - 1) / Math.Max(1, BlocksPerPart));
        }

        /// <summary>Rows of a group's gradient: channels of the side that is not shifted.</summary>
        public int Rows { get; }

        /// <summary>Channels of the side that is shifted.</summary>
        public int Channels { get; }

        /// <summary>Columns of a group's gradient, (channel, tap).</summary>
        public int Columns { get; }

        public long Pixels { get; }

        public int BlockLength { get; }

        public long Blocks { get; }

        public long BlocksPerPart { get; }

        public int Parts { get; }

        /// <summary>Entries of a group's gradient.</summary>
        public long Size => (long)Rows * Columns;

        /// <summary>Floats of a block of the side that is not shifted.</summary>
        public long DirectSize => BlockPixels / TTile.PanelColumns * Panels.Stride<TTile>(Rows);

        /// <summary>Floats of a block of both.</summary>
        public long MemorySize => DirectSize + (BlockPixels / TTile.PanelColumns * Panels.Stride<TTile>(Columns));
    }

    /// <summary>The products of a part of the columns of a group.</summary>
    private readonly struct Products<TTile>(
        Partition<TTile> partition, GroupedKernel dw, ChannelRows direct, ChannelRows shifted, Stencil pixel, float* gathered, float* sums) : ITeamWork
        where TTile : struct, IDotTile
    {
        private readonly float* _gathered = gathered, _sums = sums;

        public void Run(int task, int worker)
        {
            var (group, part) = Math.DivRem(task, partition.Parts);
            var straight = GroupedKernel.Of(direct, partition.Rows, group);
            var gathering = GroupedKernel.Of(shifted, partition.Channels, group);
            var (strideOfA, strideOfB) = (Panels.Stride<TTile>(partition.Rows), Panels.Stride<TTile>(partition.Columns));
            var sum = _sums + (task * partition.Size);
            var a = _gathered + (worker * partition.MemorySize);
            var b = a + partition.DirectSize;
            var first = part * partition.BlocksPerPart;
            for (var block = first; block < Math.Min(partition.Blocks, (part + 1) * partition.BlocksPerPart); block++)
            {
                var start = block * partition.BlockLength;
                var end = Math.Min(partition.Pixels, start + partition.BlockLength);
                var panels = 0;
                for (var column = start; column < end; column += TTile.PanelColumns, panels++)
                {
                    var valid = (int)Math.Min(TTile.PanelColumns, end - column);
                    Panels.Gather(straight, pixel, column, valid, TTile.PanelColumns, a + (panels * strideOfA));
                    Panels.Gather(gathering, dw.Stencils[group], column, valid, TTile.PanelColumns, b + (panels * strideOfB));
                }

                Panels.AddDots<TTile>(a, partition.Rows, new RowRange(0, partition.Rows), b, partition.Columns, panels, sum, assign: block == first);
            }
        }
    }

    /// <summary>A row of a group's gradient: the parts in order, in double.</summary>
    private readonly struct Totals<TTile>(Partition<TTile> partition, GroupedKernel dw, float* sums, float scale) : ITeamWork
        where TTile : struct, IDotTile
    {
        private readonly float* _sums = sums;

        public void Run(int task, int worker)
        {
            var (group, row) = Math.DivRem(task, partition.Rows);
            var from = _sums + (group * partition.Parts * partition.Size) + ((long)row * partition.Columns);
            var to = dw[group];
            var shiftInput = ShiftsInput(to);
            for (var column = 0; column < partition.Columns; column++)
            {
                var total = 0.0;
                for (var part = 0; part < partition.Parts; part++)
                {
                    total += from[(part * partition.Size) + column];
                }

                var (channel, tap) = Math.DivRem(column, to.Taps);
                var (output, input) = shiftInput ? (row, channel) : (channel, row);
                to.Add(output, input, tap, (float)(scale * total));
            }
        }
    }
}
