using System.Collections.Immutable;
using FlowCore.Backends;
using FlowCore.Gpu.Kernels;
using FlowCore.Gpu.Kernels.Convolution;
using FlowCore.Gpu.Kernels.Lanes;
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
        Correlate<TActivation>(Around(x, w.Shape[1], Centred(w.Shape)), w, KernelStrides.OfConvolution(w.Shape), bias, y, false);

    /// <inheritdoc/>
    public void ConvolveInputGradient(Tensor dy, Tensor w, Tensor dx, bool accumulate) =>
        Correlate<Identity>(
            Around(dy, w.Shape[0], Centred(w.Shape).Reversed()), w, KernelStrides.OfConvolution(w.Shape).Transposed(), null, dx, accumulate);

    /// <inheritdoc/>
    public void ConvolveWeightGradient(Tensor x, Tensor dy, Tensor dw, double scale) =>
        AddKernelGradient(Around(x, dw.Shape[1], Centred(dw.Shape)), dy, dw, KernelStrides.OfConvolution(dw.Shape), scale);

    /// <inheritdoc/>
    public void MaskedConvolve(Tensor x, Tensor taps, ImmutableArray<Orientation> orientations, Tensor y) =>
        Correlate<Identity>(
            Around(x, taps.Shape[4], Causal(taps.Shape), orientations), taps, KernelStrides.OfTaps(taps.Shape), null, y, false);

    /// <inheritdoc/>
    public void MaskedConvolveInputGradient(
        Tensor dy, Tensor taps, ImmutableArray<Orientation> orientations, Tensor dx, bool accumulate) =>
        Correlate<Identity>(
            Around(dy, taps.Shape[4], Causal(taps.Shape).Reversed(), orientations),
            taps, KernelStrides.OfTaps(taps.Shape).Transposed(), null, dx, accumulate);

    /// <inheritdoc/>
    public void MaskedConvolveWeightGradient(
        Tensor x, Tensor dy, ImmutableArray<Orientation> orientations, Tensor dtaps, double scale) =>
        AddKernelGradient(
            Around(x, dtaps.Shape[4], Causal(dtaps.Shape), orientations), dy, dtaps, KernelStrides.OfTaps(dtaps.Shape), scale);

    private static StencilShape Centred(Shape kernel) => StencilShape.Centred(kernel[2], kernel[3]);

    private static StencilShape Causal(Shape taps) => StencilShape.Causal(taps[1], taps[2], Orientation.TopLeft);

    private static Neighbourhood Around(Tensor x, int channels, StencilShape taps) =>
        new(View(x), x.Shape, channels, taps, default);

    private static Neighbourhood Around(Tensor x, int channels, StencilShape taps, ImmutableArray<Orientation> orientations) =>
        new(View(x), x.Shape, channels, taps, new OrientationBits(orientations));

    private void Correlate<TActivation>(
        Neighbourhood x, Tensor w, KernelStrides kernel, Tensor? bias, Tensor y, bool accumulate)
        where TActivation : struct, IActivation
    {
        var groups = y.Shape.Channels / kernel.Outputs;
        var work = new Correlation(x, View(w), View(bias ?? w), View(y), kernel, hasBias: bias is not null, accumulate);
        if (!SharesMemory)
        {
            var tiles = (kernel.Outputs + FourSums<OneLane>.Rows - 1) / FourSums<OneLane>.Rows;
            _launcher.Channels(groups * tiles, x.Columns, new CorrelateKernel<TActivation>(work, tiles));
        }
        else if (_profile.TileLanes == FourLanes.Count)
        {
            CorrelateTiled<TActivation, FourLanes>(work, groups);
        }
        else
        {
            CorrelateTiled<TActivation, EightLanes>(work, groups);
        }
    }

    private void CorrelateTiled<TActivation, TLanes>(Correlation work, int groups)
        where TActivation : struct, IActivation
        where TLanes : struct, ILanes<TLanes>
    {
        if (work.Kernel.Inputs <= ShallowPanels.MostChannels)
        {
            CorrelateTiled<TActivation, TLanes, ShallowPanels>(work, groups);
        }
        else
        {
            CorrelateTiled<TActivation, TLanes, DeepPanels>(work, groups);
        }
    }

    private void CorrelateTiled<TActivation, TLanes, TDepth>(Correlation work, int groups)
        where TActivation : struct, IActivation
        where TLanes : struct, ILanes<TLanes>
        where TDepth : struct, IPanelDepth
    {
        var tile = TileShape.Of(work.Kernel.Outputs, work.X.Columns, _profile);
        _launcher.Groups(
            new Index3D(tile.ColumnTiles(work.X.Columns), tile.RowTiles(work.Kernel.Outputs), groups),
            tile.Threads,
            new CorrelateTiledKernel<TActivation, TLanes, TDepth>(work, tile.RowBits, tile.ColumnBits));
    }

    private void AddKernelGradient(Neighbourhood x, Tensor dy, Tensor dw, KernelStrides kernel, double scale)
    {
        var groups = dy.Shape.Channels / kernel.Outputs;
        var (parts, length) = SumParts.Runs(x.Columns);
        var weights = checked((int)dw.Shape.Count);
        using var partials = Rent((long)parts * weights);
        var work = new KernelGradient(x, View(dy), partials.View, kernel, length, weights);
        if (!SharesMemory)
        {
            _launcher.Channels(dy.Shape.Channels, (long)parts * kernel.Inputs * x.Taps, new KernelGradientKernel(work));
        }
        else if (_profile.TileLanes == FourLanes.Count)
        {
            KernelGradientTiled<FourLanes>(work, groups, parts);
        }
        else
        {
            KernelGradientTiled<EightLanes>(work, groups, parts);
        }

        _launcher.Elements(weights, new AddPartsKernel(partials.View, View(dw), parts, (float)scale));
    }

    private void KernelGradientTiled<TLanes>(KernelGradient work, int groups, int parts)
        where TLanes : struct, ILanes<TLanes>
    {
        var tile = TileShape.Of(work.Kernel.Outputs, work.Kernel.Inputs, _profile);
        var inputTiles = tile.ColumnTiles(work.Kernel.Inputs);
        _launcher.Groups(
            new Index3D(inputTiles * tile.RowTiles(work.Kernel.Outputs), work.X.Taps, groups * parts),
            tile.Threads,
            new KernelGradientTiledKernel<TLanes>(work, tile.RowBits, tile.ColumnBits, inputTiles, parts));
    }
}
