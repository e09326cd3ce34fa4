using System.Runtime.Intrinsics;
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
/// contributions are shifted and added after: band by band, so that they never leave the cache.
/// </remarks>
internal static unsafe class Correlation
{
    private const int BandColumns = 1024;

    // Panels of B that are packed together: their rows are read in long runs, and they still fit the second-level cache.
    private const int MostPanels = 8;
    private const int BlockFloats = 65536;
    private const int FewestBlocks = 8;

    public static void Run<TTile, TActivation>(
        CpuBackend backend, Planes x, GroupedKernel kernels, float* bias, Planes y, bool accumulate)
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
            NarrowCorrelation.Run(backend, x, kernels, y, accumulate);
            return;
        }

        if (kernel.Taps == 1 || kernel.Outputs >= kernel.Inputs)
        {
            GatherThenMultiply<TTile, TActivation>(backend, x, kernels, bias, y, accumulate);
            return;
        }

        for (var group = 0; group < kernels.Groups; group++)
        {
            MultiplyThenShift<TTile, TActivation>(
                backend,
                GroupedKernel.Of(x, kernel.Inputs, group),
                kernels[group],
                kernels.Stencils[group],
                bias is null ? null : bias + (group * kernel.Outputs),
                GroupedKernel.Of(y, kernel.Outputs, group),
                accumulate);
        }
    }

    private static void GatherThenMultiply<TTile, TActivation>(
        CpuBackend backend, Planes x, GroupedKernel kernels, float* bias, Planes y, bool accumulate)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        var kernel = kernels.First;
        var depth = kernel.Inputs * kernel.Taps;
        var block = BlockColumns<TTile>(depth, x.Columns);
        var blocks = checked((int)((x.Columns + block - 1) / block));
        var panelSize = (long)Math.Min(depth, PackedKernel.DepthBlock) * block;
        var kernelSize = PackedKernel.Size(kernel.Outputs, depth, TTile.Rows);
        using var weights = backend.Scratch(kernels.Groups * kernelSize);
        using var panels = backend.Scratch(backend.Threads * panelSize);
        var packed = default(PackedKernel);
        for (var group = kernels.Groups - 1; group >= 0; group--)
        {
            packed = PackedKernel.Gathering(kernels[group], TTile.Rows, weights.Pointer + (group * kernelSize));
        }

        backend.Team.For(kernels.Groups * blocks, new GroupedBlocks<TTile, TActivation>(
            kernels, packed, kernelSize, x, y, bias, accumulate, block, blocks, panels.Pointer, panelSize));
    }

    private static void MultiplyThenShift<TTile, TActivation>(
        CpuBackend backend, Planes x, KernelView kernel, Stencil stencil, float* bias, Planes y, bool accumulate)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        var bands = new Bands(x.Columns, stencil, BandColumns);
        var rows = kernel.Taps * kernel.Outputs;
        var block = BlockColumns<TTile>(kernel.Inputs, bands.LongestInput);
        var panelSize = (long)Math.Min(kernel.Inputs, PackedKernel.DepthBlock) * block;

        // A shifted vector may start or end outside the band; what it reads there is masked, but must be memory.
        var guard = stencil.Reach + Lanes.Width;
        var stride = bands.LongestInput + TTile.Columns + (2 * guard);
        using var weights = backend.Scratch(PackedKernel.Size(rows, kernel.Inputs, TTile.Rows));
        using var panels = backend.Scratch(backend.Threads * panelSize);
        using var products = backend.Scratch((long)backend.Threads * rows * stride);
        var packed = PackedKernel.Scattering(kernel, TTile.Rows, weights.Pointer);
        var pixel = backend.StencilOf(stencil.Height, stencil.Width, StencilShape.Pixel);
        var panelMemory = panels.Pointer;
        var productMemory = products.Pointer;
        backend.Team.For(bands.Count, (index, worker) =>
        {
            // Every tap's contribution at the pixels of a band, [(tap, output), band].
            var band = bands[index];
            var product = productMemory + ((long)worker * rows * stride) + guard;
            Multiply<TTile, Identity>(
                x, pixel, packed, band.InputStart, band.InputEnd, block, panelMemory + (worker * panelSize), product, stride, null, false);
            ShiftedSum.Run<TActivation>(
                product - band.InputStart,
                stride,
                kernel.Outputs,
                stencil,
                band.OutputStart,
                band.OutputEnd,
                bias,
                y.Row(0) + band.OutputStart,
                y.Columns,
                accumulate);
        });
    }

    /// <summary>Columns that are packed together: fewer where there are few, so that every thread gets some.</summary>
    private static int BlockColumns<TTile>(int depth, long columns)
        where TTile : struct, IGemmTile
    {
        var cached = Math.Clamp(BlockFloats / (Math.Min(depth, PackedKernel.DepthBlock) * TTile.Columns), 1, MostPanels);
        return (int)Math.Clamp(columns / (FewestBlocks * TTile.Columns), 1, cached) * TTile.Columns;
    }

    /// <summary>The product of a kernel with the neighbours of pixels start … end; target is where the first of them goes.</summary>
    private static void Multiply<TTile, TActivation>(
        Planes x,
        Stencil stencil,
        PackedKernel packed,
        long start,
        long end,
        int block,
        float* panels,
        float* target,
        long stride,
        float* bias,
        bool accumulate)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        for (var column = start; column < end; column += block)
        {
            var width = (int)Math.Min(block, end - column);
            for (var k = 0; k < packed.Depth; k += PackedKernel.DepthBlock)
            {
                var depth = Math.Min(PackedKernel.DepthBlock, packed.Depth - k);
                Gather<TTile>(x, stencil, k, depth, column, width, panels);
                var (add, last) = (k > 0 || accumulate, k + depth == packed.Depth);
                for (var left = 0; left < width; left += TTile.Columns)
                {
                    for (var p = 0; p < packed.Panels; p++)
                    {
                        var row = p * TTile.Rows;
                        var to = target + (row * stride) + (column - start) + left;
                        var weights = packed.Panel(p, k, depth);
                        var panel = panels + ((long)left * depth);
                        if (last)
                        {
                            var store = new RowStore<TActivation>(
                                to, stride, packed.Rows - row, width - left, bias is null ? null : bias + row, add);
                            TTile.Multiply(depth, weights, panel, store);
                        }
                        else
                        {
                            var store = new RowStore<Identity>(to, stride, packed.Rows - row, width - left, null, add);
                            TTile.Multiply(depth, weights, panel, store);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Packs <c>x[i, p + τ]</c> for a block of (input, tap) and a run of pixels, panel by panel.</summary>
    private static void Gather<TTile>(Planes x, Stencil stencil, int start, int depth, long column, int width, float* panels)
        where TTile : struct, IGemmTile
    {
        var (input, tap) = Math.DivRem(start, stencil.Taps);
        for (var k = 0; k < depth; k++)
        {
            var plane = x.Row(input);
            var to = panels + (k * TTile.Columns);
            var phase = (int)(column % stencil.Plane);
            for (var left = 0; left < width; left += TTile.Columns)
            {
                for (var v = 0; v < TTile.Columns; v += Lanes.Width)
                {
                    stencil.Load(plane, x.Columns, tap, column + left + v, phase).Store(to + v);
                    phase = stencil.Advance(phase);
                }

                to += (long)depth * TTile.Columns;
            }

            if (++tap == stencil.Taps)
            {
                (input, tap) = (input + 1, 0);
            }
        }
    }

    /// <summary>Blocks of columns, group by group.</summary>
    private readonly struct GroupedBlocks<TTile, TActivation>(
        GroupedKernel kernels,
        PackedKernel packed,
        long kernelSize,
        Planes x,
        Planes y,
        float* bias,
        bool accumulate,
        int block,
        int blocks,
        float* panels,
        long panelSize) : ITeamWork
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        private readonly float* _bias = bias, _panels = panels;

        public void Run(int piece, int worker)
        {
            var (group, index) = Math.DivRem(piece, blocks);
            var kernel = kernels.First;
            var start = (long)index * block;
            Multiply<TTile, TActivation>(
                GroupedKernel.Of(x, kernel.Inputs, group),
                kernels.Stencils[group],
                packed.After(group * kernelSize),
                start,
                Math.Min(x.Columns, start + block),
                block,
                _panels + (worker * panelSize),
                y.Row(group * kernel.Outputs) + start,
                y.Columns,
                _bias is null ? null : _bias + (group * kernel.Outputs),
                accumulate);
        }
    }
}
