using FlowCore.Backends.Cpu.Stencils;
using FlowCore.Backends.Cpu.Vectors;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu.Gemm;

/// <summary>
/// <c>y[o, p] (+)= f(b[o] + Σ_{i,τ} w(o, i, τ)·x[i, p + τ])</c> as matrix products, without the matrix of neighbours ever
/// being in memory. Every convolution here, its gradient with respect to the input and the masked ones are this.
/// </summary>
/// <remarks>
/// With many outputs the neighbours are gathered panel by panel while B is packed. With fewer outputs than inputs that
/// would gather much for few products, so one product gives every tap's contribution at every pixel, and the
/// contributions are shifted and added after: block by block, so that they never leave the cache.
/// </remarks>
internal static unsafe class Correlation
{
    private const int BlockPixels = 1024;

    public static void Run<TTile, TActivation>(
        Workspace workspace, ChannelRows x, GroupedKernel kernels, float* bias, ChannelRows y, bool accumulate)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        var kernel = kernels.First;
        if (x.Columns == 0)
        {
            return;
        }

        if (kernel.Taps > 1 && Math.Max(kernel.Inputs, kernel.Outputs) <= NarrowCorrelation.MostChannels
            && bias is null && typeof(TActivation) == typeof(Identity))
        {
            NarrowCorrelation.Run(workspace, x, kernels, y, accumulate);
            return;
        }

        if (kernel.Taps == 1 || kernel.Outputs >= kernel.Inputs)
        {
            GatherThenMultiply<TTile, TActivation>(workspace, x, kernels, bias, y, accumulate);
            return;
        }

        for (var group = 0; group < kernels.Groups; group++)
        {
            MultiplyThenShift<TTile, TActivation>(
                workspace,
                GroupedKernel.Of(x, kernel.Inputs, group),
                kernels[group],
                kernels.Stencils[group],
                bias is null ? null : bias + (group * kernel.Outputs),
                GroupedKernel.Of(y, kernel.Outputs, group),
                accumulate);
        }
    }

    private static void GatherThenMultiply<TTile, TActivation>(
        Workspace workspace, ChannelRows x, GroupedKernel kernels, float* bias, ChannelRows y, bool accumulate)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        var kernel = kernels.First;
        var depth = kernel.Inputs * kernel.Taps;
        var kernelSize = PackedKernel.Size(kernel.Outputs, depth, TTile.Rows);
        using var weights = workspace.Scratch(kernels.Groups * kernelSize);
        var packed = default(PackedKernel);
        for (var group = kernels.Groups - 1; group >= 0; group--)
        {
            packed = PackedKernel.Gathering(kernels[group], TTile.Rows, weights.Pointer + (group * kernelSize), workspace.Team);
        }

        var sizes = ProductBlocks.For<TTile>(workspace.Caches, depth, x.Columns * kernels.Groups, workspace.Threads);
        var block = sizes.Columns<TTile>();
        var blocks = checked((int)((x.Columns + block - 1) / block));
        var size = new BlockedProduct<TTile>(packed, sizes).MemorySize;
        using var memory = workspace.Scratch(workspace.Threads * size);
        workspace.Team.For(kernels.Groups * blocks, new GroupedBlocks<TTile, TActivation>(
            kernels, packed, kernelSize, x, y, bias, accumulate, sizes, blocks, memory.Pointer, size));
    }

    private static void MultiplyThenShift<TTile, TActivation>(
        Workspace workspace, ChannelRows x, KernelView kernel, Stencil stencil, float* bias, ChannelRows y, bool accumulate)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        var blocks = new HaloBlocks(x.Columns, stencil, BlockPixels);
        var rows = kernel.Taps * kernel.Outputs;

        // A shifted vector may start or end outside the block; what it reads there is masked, but must be memory.
        var guard = stencil.Reach + Lanes.Width;
        var stride = blocks.LongestInput + TTile.Columns + (2 * guard);
        using var weights = workspace.Scratch(PackedKernel.Size(rows, kernel.Inputs, TTile.Rows));
        using var products = workspace.Scratch((long)workspace.Threads * rows * stride);
        var packed = PackedKernel.Scattering(kernel, TTile.Rows, weights.Pointer, workspace.Team);
        var blocked = new BlockedProduct<TTile>(
            packed, ProductBlocks.For<TTile>(workspace.Caches, kernel.Inputs, blocks.LongestInput, threads: 1));
        using var panels = workspace.Scratch(workspace.Threads * blocked.MemorySize);
        var pixel = workspace.Stencils.Of(stencil.Height, stencil.Width, StencilShape.Pixel);
        var panelMemory = panels.Pointer;
        var productMemory = products.Pointer;
        workspace.Team.For(blocks.Count, (index, worker) =>
        {
            // Every tap's contribution at the pixels of a block, [(tap, output), block].
            var block = blocks[index];
            var product = productMemory + ((long)worker * rows * stride) + guard;
            var memory = panelMemory + (worker * blocked.MemorySize);
            blocked.Run<Identity>(x, pixel, block.InputStart, block.InputEnd, memory, product, stride, null, accumulate: false);
            ShiftedSum.Run<TActivation>(
                product - block.InputStart,
                stride,
                kernel.Outputs,
                stencil,
                block.OutputStart,
                block.OutputEnd,
                bias,
                y.Row(0) + block.OutputStart,
                y.Columns,
                accumulate);
        });
    }

    /// <summary>Blocks of columns, group by group.</summary>
    private readonly struct GroupedBlocks<TTile, TActivation>(
        GroupedKernel kernels,
        PackedKernel packed,
        long kernelSize,
        ChannelRows x,
        ChannelRows y,
        float* bias,
        bool accumulate,
        ProductBlocks sizes,
        int blocks,
        float* memory,
        long size) : ITeamWork
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        private readonly float* _bias = bias, _memory = memory;

        public void Run(int task, int worker)
        {
            var (group, index) = Math.DivRem(task, blocks);
            var kernel = kernels.First;
            var block = sizes.Columns<TTile>();
            var start = (long)index * block;
            new BlockedProduct<TTile>(packed.After(group * kernelSize), sizes).Run<TActivation>(
                GroupedKernel.Of(x, kernel.Inputs, group),
                kernels.Stencils[group],
                start,
                Math.Min(x.Columns, start + block),
                _memory + (worker * size),
                y.Row(group * kernel.Outputs) + start,
                y.Columns,
                _bias is null ? null : _bias + (group * kernel.Outputs),
                accumulate);
        }
    }
}
