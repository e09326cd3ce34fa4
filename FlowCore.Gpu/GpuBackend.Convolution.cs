using System.Collections.Immutable;
using System.Numerics;
using FlowCore.Backends;
using FlowCore.Gpu.Kernels;
using FlowCore.Gpu.Launching;
using FlowCore.Ops;
using FlowCore.Tensors;
using ILGPU;

namespace FlowCore.Gpu;

/// <content>Convolutions, all of them matrix products over a stencil.</content>
public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void Convolve<TActivation>(Tensor x, Tensor w, Tensor? bias, Tensor y)
        where TActivation : struct, IActivation =>
        Correlate<TActivation>(x, w, bias, y, KernelStrides.OfConvolution(w.Shape), Centred(x, w.Shape), groups: 1, accumulate: false);

    /// <inheritdoc/>
    public void ConvolveInputGradient(Tensor dy, Tensor w, Tensor dx, bool accumulate)
    {
        var kernel = KernelStrides.OfConvolution(w.Shape).Transposed();
        var stencil = Stencil(dy, StencilShape.Centred(w.Shape[2], w.Shape[3]).Reversed(), default);
        Correlate<Identity>(dy, w, null, dx, kernel, stencil, groups: 1, accumulate);
    }

    /// <inheritdoc/>
    public void ConvolveWeightGradient(Tensor x, Tensor dy, Tensor dw, double scale) =>
        AddKernelGradient(x, dy, dw, KernelStrides.OfConvolution(dw.Shape), Centred(x, dw.Shape), groups: 1, scale);

    /// <inheritdoc/>
    public void MaskedConvolve(Tensor x, Tensor taps, ImmutableArray<Orientation> orientations, Tensor y) =>
        Correlate<Identity>(
            x, taps, null, y, KernelStrides.OfTaps(taps.Shape), Causal(x, taps.Shape, orientations), orientations.Length, accumulate: false);

    /// <inheritdoc/>
    public void MaskedConvolveInputGradient(
        Tensor dy, Tensor taps, ImmutableArray<Orientation> orientations, Tensor dx, bool accumulate)
    {
        var kernel = KernelStrides.OfTaps(taps.Shape).Transposed();
        var causal = StencilShape.Causal(taps.Shape[1], taps.Shape[2], Orientation.TopLeft);
        var stencil = Stencil(dy, causal.Reversed(), new OrientationBits(orientations));
        Correlate<Identity>(dy, taps, null, dx, kernel, stencil, orientations.Length, accumulate);
    }

    /// <inheritdoc/>
    public void MaskedConvolveWeightGradient(
        Tensor x, Tensor dy, ImmutableArray<Orientation> orientations, Tensor dtaps, double scale) =>
        AddKernelGradient(
            x, dy, dtaps, KernelStrides.OfTaps(dtaps.Shape), Causal(x, dtaps.Shape, orientations), orientations.Length, scale);

    private static StencilArguments Centred(Tensor x, Shape kernel) =>
        Stencil(x, StencilShape.Centred(kernel[2], kernel[3]), default);

    private static StencilArguments Causal(Tensor x, Shape taps, ImmutableArray<Orientation> orientations) =>
        Stencil(x, StencilShape.Causal(taps[1], taps[2], Orientation.TopLeft), new OrientationBits(orientations));

    private static StencilArguments Stencil(Tensor x, StencilShape shape, OrientationBits orientations) =>
        new(x.Shape.Height, x.Shape.Width, shape, orientations);

    private void Correlate<TActivation>(
        Tensor x, Tensor w, Tensor? bias, Tensor y, KernelStrides kernel, StencilArguments stencil, int groups, bool accumulate)
        where TActivation : struct, IActivation
    {
        var columns = x.Shape.Columns;
        var work = new Correlation(
            View(x), View(w), View(bias ?? w), View(y), kernel, stencil, columns, hasBias: bias is not null, accumulate);
        if (_profile.SharesMemory)
        {
            var tile = TileShape.Of(kernel.Outputs, columns, _profile.TileThreads);
            var depth = Math.Min(kernel.Inputs, CorrelateTiledKernel<TActivation>.MostDepth);
            var grid = new Index3D(checked((int)Blocks(columns, tile.Columns)), (int)Blocks(kernel.Outputs, tile.Rows), groups);
            _launcher.Groups(
                grid, tile.Threads, new CorrelateTiledKernel<TActivation>(work, BitOperations.Log2((uint)tile.Down), BitOperations.Log2((uint)tile.Across), depth));
        }
        else
        {
            var blocks = (int)Blocks(kernel.Outputs, Tile.Side);
            _launcher.Channels(groups * blocks, columns, new CorrelateKernel<TActivation>(work, blocks));
        }
    }

    private void AddKernelGradient(
        Tensor x, Tensor dy, Tensor dw, KernelStrides kernel, StencilArguments stencil, int groups, double scale)
    {
        var columns = x.Shape.Columns;
        var (slices, length) = Slices.Of(columns);
        var weights = checked((int)dw.Shape.Count);
        using var partials = Rent((long)slices * weights);
        var work = new KernelGradient(View(x), View(dy), partials.View, kernel, stencil, columns, length, weights);
        if (_profile.SharesMemory)
        {
            var tile = TileShape.Of(kernel.Outputs, kernel.Inputs, _profile.TileThreads);
            var inputBlocks = (int)Blocks(kernel.Inputs, tile.Columns);
            var grid = new Index3D(inputBlocks * (int)Blocks(kernel.Outputs, tile.Rows), stencil.Taps, groups * slices);
            _launcher.Groups(
                grid,
                tile.Threads,
                new KernelGradientTiledKernel(work, BitOperations.Log2((uint)tile.Down), BitOperations.Log2((uint)tile.Across), inputBlocks, slices));
        }
        else
        {
            _launcher.Channels(
                groups * kernel.Outputs * slices, (long)kernel.Inputs * stencil.Taps, new KernelGradientKernel(work, slices));
        }

        _launcher.Elements(weights, new AddSlicesKernel(partials.View, View(dw), slices, (float)scale));
    }

    private static long Blocks(long extent, int block) => (extent + block - 1) / block;
}
