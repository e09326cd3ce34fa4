using System.Collections.Immutable;
using FlowCore.Backends.Cpu.Gemm;

namespace FlowCore.Backends.Cpu;

/// <content>Convolutions, all of them matrix products over a stencil.</content>
public sealed unsafe partial class CpuBackend
{
    private readonly Dictionary<(int Height, int Width, StencilShape Shape), Stencil> _stencils = [];
    private readonly Dictionary<(int, int, int, int, bool, ImmutableArray<Orientation>), Stencil[]> _causalStencils = [];

    /// <inheritdoc/>
    public void Convolve<TActivation>(Tensor x, Tensor w, Tensor? bias, Tensor y)
        where TActivation : struct, IActivation
    {
        var kernel = new GroupedKernel(KernelOf(w), CentredStencil(x, w, reversed: false));
        Correlate<TActivation>(PlanesOf(x), kernel, bias is null ? null : Pointer(bias), PlanesOf(y), accumulate: false);
    }

    /// <inheritdoc/>
    public void ConvolveInputGradient(Tensor dy, Tensor w, Tensor dx, bool accumulate)
    {
        var kernel = new GroupedKernel(KernelOf(w).Transposed(), CentredStencil(dx, w, reversed: true));
        Correlate<Identity>(PlanesOf(dy), kernel, null, PlanesOf(dx), accumulate);
    }

    /// <inheritdoc/>
    public void ConvolveWeightGradient(Tensor x, Tensor dy, Tensor dw, double scale)
    {
        var kernel = KernelOf(dw);
        var stencil = CentredStencil(x, dw, reversed: !KernelGradient.ShiftsInput(kernel));
        AddKernelGradient(PlanesOf(x), PlanesOf(dy), new GroupedKernel(kernel, stencil), scale);
    }

    /// <inheritdoc/>
    public void MaskedConvolve(Tensor x, Tensor taps, ImmutableArray<Orientation> orientations, Tensor y) =>
        Correlate<Identity>(
            PlanesOf(x), Grouped(taps, TapsOf(taps), CausalStencils(x, taps, orientations, reversed: false)), null, PlanesOf(y), false);

    /// <inheritdoc/>
    public void MaskedConvolveInputGradient(
        Tensor dy, Tensor taps, ImmutableArray<Orientation> orientations, Tensor dx, bool accumulate) =>
        Correlate<Identity>(
            PlanesOf(dy),
            Grouped(taps, TapsOf(taps).Transposed(), CausalStencils(dy, taps, orientations, reversed: true)),
            null,
            PlanesOf(dx),
            accumulate);

    /// <inheritdoc/>
    public void MaskedConvolveWeightGradient(
        Tensor x, Tensor dy, ImmutableArray<Orientation> orientations, Tensor dtaps, double scale) =>
        AddKernelGradient(
            PlanesOf(x), PlanesOf(dy), Grouped(dtaps, TapsOf(dtaps), CausalStencils(x, dtaps, orientations, reversed: false)), scale);

    /// <summary>The stencil of some taps, made once for each image size.</summary>
    internal Stencil StencilOf(int height, int width, StencilShape shape)
    {
        lock (_stencils)
        {
            if (!_stencils.TryGetValue((height, width, shape), out var stencil))
            {
                _stencils[(height, width, shape)] = stencil = new Stencil(height, width, shape);
            }

            return stencil;
        }
    }

    /// <summary>A kernel <c>[O, I, kH, kW]</c>.</summary>
    internal static KernelView KernelOf(Tensor w) => KernelView.OfConvolution(Pointer(w), w.Shape);

    private Stencil CentredStencil(Tensor image, Tensor w, bool reversed)
    {
        var shape = StencilShape.Centred(w.Shape[2], w.Shape[3]);
        return StencilOf(image.Shape.Height, image.Shape.Width, reversed ? shape.Reversed() : shape);
    }

    private Stencil[] CausalStencils(Tensor image, Tensor taps, ImmutableArray<Orientation> orientations, bool reversed)
    {
        var key = (image.Shape.Height, image.Shape.Width, taps.Shape[1], taps.Shape[2], reversed, orientations);
        lock (_causalStencils)
        {
            if (!_causalStencils.TryGetValue(key, out var stencils))
            {
                _causalStencils[key] = stencils = new Stencil[orientations.Length];
                for (var group = 0; group < stencils.Length; group++)
                {
                    var shape = StencilShape.Causal(taps.Shape[1], taps.Shape[2], orientations[group]);
                    stencils[group] = StencilOf(image.Shape.Height, image.Shape.Width, reversed ? shape.Reversed() : shape);
                }
            }

            return stencils;
        }
    }

    /// <summary>The first group's kernel of masked taps <c>[G, kH, kW, q, q]</c>.</summary>
    private static KernelView TapsOf(Tensor taps) =>
        KernelView.OfTaps(Pointer(taps), taps.Shape[1] * taps.Shape[2], taps.Shape[4]);

    private static GroupedKernel Grouped(Tensor taps, KernelView first, Stencil[] stencils) =>
        new(first, taps.Shape.Count / taps.Shape[0], stencils);

    /// <summary>The channels of a tensor as rows.</summary>
    internal static Planes PlanesOf(Tensor x) => new((nint)Pointer(x), x.Shape.Channels, x.Shape.Columns);

    private void Correlate<TActivation>(Planes x, GroupedKernel kernels, float* bias, Planes y, bool accumulate)
        where TActivation : struct, IActivation =>
        VectorKernels.Best.Correlate<TActivation>(this, x, kernels, bias, y, accumulate);

    private void AddKernelGradient(Planes x, Planes dy, GroupedKernel dw, double scale) =>
        VectorKernels.Best.AddKernelGradient(this, x, dy, dw, (float)scale);
}
