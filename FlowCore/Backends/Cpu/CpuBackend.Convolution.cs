using System.Collections.Immutable;
using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Stencils;

namespace FlowCore.Backends.Cpu;

/// <content>Convolutions, all of them matrix products over a stencil.</content>
public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void Convolve<TActivation>(Tensor x, Tensor w, Tensor? bias, Tensor y)
        where TActivation : struct, IActivation
    {
        var kernel = new GroupedKernel(KernelView.Of(w), CentredStencil(x, w, reversed: false));
        Correlate<TActivation>(ChannelRows.Of(x), kernel, bias is null ? null : Pointer(bias), ChannelRows.Of(y), accumulate: false);
    }

    /// <inheritdoc/>
    public void ConvolveInputGradient(Tensor dy, Tensor w, Tensor dx, bool accumulate)
    {
        var kernel = new GroupedKernel(KernelView.Of(w).Transposed(), CentredStencil(dx, w, reversed: true));
        Correlate<Identity>(ChannelRows.Of(dy), kernel, null, ChannelRows.Of(dx), accumulate);
    }

    /// <inheritdoc/>
    public void ConvolveWeightGradient(Tensor x, Tensor dy, Tensor dw, double scale)
    {
        var kernel = KernelView.Of(dw);
        var stencil = CentredStencil(x, dw, reversed: !KernelGradient.ShiftsInput(kernel));
        AddKernelGradient(ChannelRows.Of(x), ChannelRows.Of(dy), new GroupedKernel(kernel, stencil), scale);
    }

    /// <inheritdoc/>
    public void MaskedConvolve(Tensor x, Tensor taps, ImmutableArray<Orientation> orientations, Tensor y) =>
        Correlate<Identity>(
            ChannelRows.Of(x), Grouped(taps, KernelView.OfTaps(taps), CausalStencils(x, taps, orientations, reversed: false)), null, ChannelRows.Of(y), false);

    /// <inheritdoc/>
    public void MaskedConvolveInputGradient(
        Tensor dy, Tensor taps, ImmutableArray<Orientation> orientations, Tensor dx, bool accumulate) =>
        Correlate<Identity>(
            ChannelRows.Of(dy),
            Grouped(taps, KernelView.OfTaps(taps).Transposed(), CausalStencils(dy, taps, orientations, reversed: true)),
            null,
            ChannelRows.Of(dx),
            accumulate);

    /// <inheritdoc/>
    public void MaskedConvolveWeightGradient(
        Tensor x, Tensor dy, ImmutableArray<Orientation> orientations, Tensor dtaps, double scale) =>
        AddKernelGradient(
            ChannelRows.Of(x), ChannelRows.Of(dy), Grouped(dtaps, KernelView.OfTaps(dtaps), CausalStencils(x, dtaps, orientations, reversed: false)), scale);

    private Stencil CentredStencil(Tensor image, Tensor w, bool reversed) =>
        _workspace.Stencils.Centred(image.Shape, w.Shape, reversed);

    private Stencil[] CausalStencils(Tensor image, Tensor taps, ImmutableArray<Orientation> orientations, bool reversed) =>
        _workspace.Stencils.Causal(image.Shape, taps.Shape, orientations, reversed);

    private static GroupedKernel Grouped(Tensor taps, KernelView first, Stencil[] stencils) =>
        new(first, taps.Shape.Count / taps.Shape[0], stencils);

    private void Correlate<TActivation>(ChannelRows x, GroupedKernel kernels, float* bias, ChannelRows y, bool accumulate)
        where TActivation : struct, IActivation =>
        _kernels.Correlate<TActivation>(_workspace, x, kernels, bias, y, accumulate);

    private void AddKernelGradient(ChannelRows x, ChannelRows dy, GroupedKernel dw, double scale) =>
        _kernels.AddKernelGradient(_workspace, x, dy, dw, (float)scale);
}
