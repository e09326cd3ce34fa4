using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

/// <content>Kernels of masked convolutions from their free weights, and folded for the solve.</content>
public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void AssembleTaps(Tensor free, Tensor taps) => _launcher.Elements(
        taps.Shape.Count, new AssembleTapsKernel(View(free), View(taps), GroupTaps(taps.Shape), taps.Shape[4]));

    /// <inheritdoc/>
    public void AssembleTapsGradient(Tensor dtaps, Tensor dfree) => _launcher.Elements(
        dtaps.Shape.Count, new AssembleTapsGradientKernel(View(dtaps), View(dfree), GroupTaps(dtaps.Shape), dtaps.Shape[4]));

    /// <inheritdoc/>
    public void FoldTaps(Tensor taps, Tensor folded)
    {
        var (count, channels) = (taps.Shape.Count, taps.Shape[4]);
        using var rests = Rent(count);
        _launcher.Elements(
            count / Math.Max(channels, 1),
            new FoldTapsKernel(View(taps), View(folded), rests.View, GroupTaps(taps.Shape), channels));
    }

    private static int GroupTaps(Shape taps) => checked(taps[1] * taps[2] * taps[3] * taps[4]);
}
