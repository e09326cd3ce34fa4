using System.Runtime.Intrinsics;

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
    private const int PanelsPerPiece = 8;
    private const int BandColumns = 1024;

    public static void Run<TTile, TActivation>(
        CpuBackend backend, Planes x, KernelView kernel, Stencil stencil, float* bias, Planes y, bool accumulate)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        if (x.Columns == 0)
        {
            return;
        }

        if (kernel.Taps > 1 && kernel.Outputs < kernel.Inputs)
        {
            MultiplyThenShift<TTile, TActivation>(backend, x, kernel, stencil, bias, y, accumulate);
        }
        else
        {
            GatherThenMultiply<TTile, TActivation>(backend, x, kernel, stencil, bias, y, accumulate);
        }
    }

    private static void GatherThenMultiply<TTile, TActivation>(
        CpuBackend backend, Planes x, KernelView kernel, Stencil stencil, float* bias, Planes y, bool accumulate)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        var depth = kernel.Inputs * kernel.Taps;
        using var weights = backend.Scratch(PackedKernel.Size(kernel.Outputs, depth, TTile.Rows));
        using var panels = backend.Scratch((long)backend.Threads * Math.Min(depth, PackedKernel.DepthBlock) * TTile.Columns);
        var packed = PackedKernel.Gathering(kernel, TTile.Rows, weights.Pointer);
        var panelSize = Math.Min(depth, PackedKernel.DepthBlock) * TTile.Columns;
        var panelMemory = panels.Pointer;
        backend.Team.ForRange(x.Columns, PanelsPerPiece * TTile.Columns, (start, end, worker) =>
        {
            var panel = panelMemory + ((long)worker * panelSize);
            var tile = stackalloc float[TTile.Rows * TTile.Columns];
            for (var column = start; column < end; column += TTile.Columns)
            {
                var width = (int)Math.Min(TTile.Columns, end - column);
                for (var k = 0; k < depth; k += PackedKernel.DepthBlock)
                {
                    var blockDepth = Math.Min(PackedKernel.DepthBlock, depth - k);
                    Gather<TTile>(x, stencil, k, blockDepth, column, panel);
                    var (first, last) = (k == 0 && !accumulate, k + blockDepth == depth);
                    for (var p = 0; p < packed.Panels; p++)
                    {
                        TTile.Multiply(blockDepth, packed.Panel(p, k, blockDepth), panel, tile);
                        var row = p * TTile.Rows;
                        var rows = Math.Min(TTile.Rows, packed.Rows - row);
                        var target = (float*)y.Data + (row * y.Columns) + column;
                        if (last)
                        {
                            var b = bias is null ? null : bias + row;
                            StoreTile<TTile, TActivation>(tile, rows, width, b, target, y.Columns, !first);
                        }
                        else
                        {
                            StoreTile<TTile, Identity>(tile, rows, width, null, target, y.Columns, !first);
                        }
                    }
                }
            }
        });
    }

    private static void MultiplyThenShift<TTile, TActivation>(
        CpuBackend backend, Planes x, KernelView kernel, Stencil stencil, float* bias, Planes y, bool accumulate)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        var bands = new Bands(x.Columns, stencil, BandColumns);
        var rows = kernel.Taps * kernel.Outputs;
        var blockDepth = Math.Min(kernel.Inputs, PackedKernel.DepthBlock);

        // A shifted vector may start or end outside the band; what it reads there is masked, but must be memory.
        var guard = stencil.Reach + Lanes.Width;
        var stride = bands.LongestInput + TTile.Columns + (2 * guard);
        using var weights = backend.Scratch(PackedKernel.Size(rows, kernel.Inputs, TTile.Rows));
        using var panels = backend.Scratch((long)backend.Threads * blockDepth * TTile.Columns);
        using var products = backend.Scratch((long)backend.Threads * rows * stride);
        var packed = PackedKernel.Scattering(kernel, TTile.Rows, weights.Pointer);
        var panelMemory = panels.Pointer;
        var productMemory = products.Pointer;
        backend.Team.For(bands.Count, (index, worker) =>
        {
            var band = bands[index];
            var panel = panelMemory + ((long)worker * blockDepth * TTile.Columns);
            var product = productMemory + ((long)worker * rows * stride) + guard;
            Multiply<TTile>(x, packed, band, panel, product, stride);
            ShiftAndAdd<TActivation>(product, stride, kernel.Outputs, stencil, band, bias, y, accumulate);
        });
    }

    /// <summary>Every tap's contribution at the pixels of a band, <c>[(tap, output), band]</c>.</summary>
    private static void Multiply<TTile>(Planes x, PackedKernel packed, Band band, float* panel, float* product, long stride)
        where TTile : struct, IGemmTile
    {
        var tile = stackalloc float[TTile.Rows * TTile.Columns];
        for (var column = band.InputStart; column < band.InputEnd; column += TTile.Columns)
        {
            var width = (int)Math.Min(TTile.Columns, band.InputEnd - column);
            for (var k = 0; k < packed.Depth; k += PackedKernel.DepthBlock)
            {
                var depth = Math.Min(PackedKernel.DepthBlock, packed.Depth - k);
                CopyPanel<TTile>(x, k, depth, column, panel);
                for (var p = 0; p < packed.Panels; p++)
                {
                    TTile.Multiply(depth, packed.Panel(p, k, depth), panel, tile);
                    var row = p * TTile.Rows;
                    StoreTile<TTile, Identity>(
                        tile,
                        Math.Min(TTile.Rows, packed.Rows - row),
                        width,
                        null,
                        product + (row * stride) + (column - band.InputStart),
                        stride,
                        accumulate: k > 0);
                }
            }
        }
    }

    private static void ShiftAndAdd<TActivation>(
        float* product, long stride, int outputs, Stencil stencil, Band band, float* bias, Planes y, bool accumulate)
        where TActivation : struct, IActivation
    {
        for (var output = 0; output < outputs; output++)
        {
            var target = y.Row(output);
            var b = Vector512.Create(bias is null ? 0f : bias[output]);
            var phase = (int)(band.OutputStart % stencil.Plane);
            for (var p = band.OutputStart; p < band.OutputEnd; p += Lanes.Width)
            {
                var sum = b;
                for (var tap = 0; tap < stencil.Taps; tap++)
                {
                    var source = product + (((tap * outputs) + output) * stride) + (p - band.InputStart) + stencil.Offsets[tap];
                    var mask = Vector512.Load(stencil.Masks + (tap * stencil.MaskStride) + phase);
                    sum += Vector512.Load(source) & mask.AsSingle();
                }

                var left = band.OutputEnd - p;
                sum = TActivation.Forward(sum);
                Lanes.Store(accumulate ? sum + Lanes.Load(target + p, left) : sum, target + p, left);
                phase = (phase + Lanes.Width) % stencil.Plane;
            }
        }
    }

    /// <summary>Packs <c>x[i, p + τ]</c> for a block of (input, tap) and one tile of pixels.</summary>
    private static void Gather<TTile>(Planes x, Stencil stencil, int start, int depth, long column, float* panel)
        where TTile : struct, IGemmTile
    {
        if (stencil.Taps == 1 && stencil.Offsets[0] == 0)
        {
            CopyPanel<TTile>(x, start, depth, column, panel);
            return;
        }

        var phase = (int)(column % stencil.Plane);
        var (input, tap) = Math.DivRem(start, stencil.Taps);
        for (var k = 0; k < depth; k++)
        {
            var plane = x.Row(input);
            for (var v = 0; v < TTile.Columns; v += Lanes.Width)
            {
                // A mask row is MaskSlack longer than an image: a whole tile may start at its last pixel.
                stencil.Load(plane, x.Columns, tap, column + v, phase + v).Store(panel + v);
            }

            panel += TTile.Columns;
            if (++tap == stencil.Taps)
            {
                (input, tap) = (input + 1, 0);
            }
        }
    }

    private static void CopyPanel<TTile>(Planes x, int start, int depth, long column, float* panel)
        where TTile : struct, IGemmTile
    {
        for (var k = 0; k < depth; k++)
        {
            var source = x.Row(start + k) + column;
            for (var v = 0; v < TTile.Columns; v += Lanes.Width)
            {
                var left = x.Columns - column - v;
                Lanes.Load(source + v, left).Store(panel + v);
            }

            panel += TTile.Columns;
        }
    }

    private static void StoreTile<TTile, TActivation>(
        float* tile, int rows, int width, float* bias, float* target, long stride, bool accumulate)
        where TTile : struct, IGemmTile
        where TActivation : struct, IActivation
    {
        for (var row = 0; row < rows; row++)
        {
            var b = Vector512.Create(bias is null ? 0f : bias[row]);
            for (var v = 0; v < width; v += Lanes.Width)
            {
                var sum = Vector512.Load(tile + v) + b;
                if (accumulate)
                {
                    sum += Lanes.Load(target + v, width - v);
                }

                Lanes.Store(TActivation.Forward(sum), target + v, width - v);
            }

            tile += TTile.Columns;
            target += stride;
        }
    }
}
