using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using FlowCore.Backends.Cpu.Gemm;

namespace FlowCore.Backends.Cpu;

/// <content>Convolutions, all of them matrix products over a stencil.</content>
public sealed unsafe partial class CpuBackend
{
    private readonly Dictionary<(int Height, int Width, StencilShape Shape), Stencil> _stencils = [];

    /// <inheritdoc/>
    public void Convolve<TActivation>(Tensor x, Tensor w, Tensor? bias, Tensor y)
        where TActivation : struct, IActivation
    {
        var stencil = StencilOf(x.Shape.Height, x.Shape.Width, StencilShape.Centred(w.Shape[2], w.Shape[3]));
        var kernel = KernelOf(w);
        Correlate<TActivation>(PlanesOf(x), kernel, stencil, bias is null ? null : Pointer(bias), PlanesOf(y), accumulate: false);
    }

    /// <inheritdoc/>
    public void ConvolveInputGradient(Tensor dy, Tensor w, Tensor dx, bool accumulate)
    {
        var stencil = StencilOf(dx.Shape.Height, dx.Shape.Width, StencilShape.Centred(w.Shape[2], w.Shape[3]).Reversed());
        var kernel = KernelOf(w).Transposed();
        Correlate<Identity>(PlanesOf(dy), kernel, stencil, null, PlanesOf(dx), accumulate);
    }

    /// <inheritdoc/>
    public void ConvolveWeightGradient(Tensor x, Tensor dy, Tensor dw, double scale)
    {
        var kernel = KernelOf(dw);
        AddKernelGradient(PlanesOf(x), PlanesOf(dy), StencilShape.Centred(dw.Shape[2], dw.Shape[3]), x.Shape, kernel, scale);
    }

    /// <inheritdoc/>
    public void MaskedConvolve(Tensor x, Tensor taps, ImmutableArray<Orientation> orientations, Tensor y)
    {
        for (var group = 0; group < orientations.Length; group++)
        {
            var stencil = StencilOf(x.Shape.Height, x.Shape.Width, CausalShape(taps, orientations[group]));
            Correlate<Identity>(GroupOf(x, taps, group), Kernel(taps, group), stencil, null, GroupOf(y, taps, group), false);
        }
    }

    /// <inheritdoc/>
    public void MaskedConvolveInputGradient(
        Tensor dy, Tensor taps, ImmutableArray<Orientation> orientations, Tensor dx, bool accumulate)
    {
        for (var group = 0; group < orientations.Length; group++)
        {
            var stencil = StencilOf(dy.Shape.Height, dy.Shape.Width, CausalShape(taps, orientations[group]).Reversed());
            var kernel = Kernel(taps, group).Transposed();
            Correlate<Identity>(GroupOf(dy, taps, group), kernel, stencil, null, GroupOf(dx, taps, group), accumulate);
        }
    }

    /// <inheritdoc/>
    public void MaskedConvolveWeightGradient(
        Tensor x, Tensor dy, ImmutableArray<Orientation> orientations, Tensor dtaps, double scale)
    {
        for (var group = 0; group < orientations.Length; group++)
        {
            var causal = CausalShape(dtaps, orientations[group]);
            AddKernelGradient(
                GroupOf(x, dtaps, group), GroupOf(dy, dtaps, group), causal, x.Shape, Kernel(dtaps, group), scale);
        }
    }

    /// <summary>The stencil of some taps, made once for each image size.</summary>
    internal Stencil StencilOf(int height, int width, StencilShape shape)
    {
        if (!_stencils.TryGetValue((height, width, shape), out var stencil))
        {
            _stencils[(height, width, shape)] = stencil = new Stencil(height, width, shape);
        }

        return stencil;
    }

    /// <summary>A kernel <c>[O, I, kH, kW]</c>.</summary>
    internal static KernelView KernelOf(Tensor w) => KernelView.OfConvolution(Pointer(w), w.Shape);

    private static StencilShape CausalShape(Tensor taps, Orientation orientation) =>
        StencilShape.Causal(taps.Shape[1], taps.Shape[2], orientation);

    private static KernelView Kernel(Tensor taps, int group)
    {
        var (count, size) = (taps.Shape[1] * taps.Shape[2], taps.Shape[4]);
        return KernelView.OfTaps(Pointer(taps) + ((long)group * count * size * size), count, size);
    }

    private static Planes PlanesOf(Tensor x) => new((nint)Pointer(x), x.Shape.Channels, x.Shape.Columns);

    private static Planes GroupOf(Tensor x, Tensor taps, int group) => PlanesOf(x).Rows(group * taps.Shape[4], taps.Shape[4]);

    private void Correlate<TActivation>(Planes x, KernelView kernel, Stencil stencil, float* bias, Planes y, bool accumulate)
        where TActivation : struct, IActivation
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Correlation.Run<GemmTile512, TActivation>(this, x, kernel, stencil, bias, y, accumulate);
        }
        else
        {
            Correlation.Run<GemmTile256, TActivation>(this, x, kernel, stencil, bias, y, accumulate);
        }
    }

    private void AddKernelGradient(
        Planes x, Planes dy, StencilShape taps, Shape image, KernelView dw, double scale)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            KernelGradient.Run<DotTile512>(this, x, dy, taps, image.Height, image.Width, dw, (float)scale);
        }
        else
        {
            KernelGradient.Run<DotTile256>(this, x, dy, taps, image.Height, image.Width, dw, (float)scale);
        }
    }
}
