using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Random;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    // Draws that one block of random bits is enough for.
    private const int DrawsOfBlock = 4;

    /// <inheritdoc/>
    public void FillNormal(Tensor x, RandomKey key, ReadOnlySpan<int> ids, double scale)
    {
        using var scratch = Rent(ids.Length);
        var images = scratch.View.Cast<int>();
        _staging.Upload(ids, images);
        var elements = ElementsOf(x.Shape);
        var blocks = BlocksOf(elements);
        _launcher.Elements(
            (long)x.Shape.Batch * blocks,
            new FillNormalKernel(View(x), LayoutOf(x.Shape), elements, blocks, key, images, (float)scale));
    }

    private static int BlocksOf(long elements) => checked((int)((elements + DrawsOfBlock - 1) / DrawsOfBlock));
}
