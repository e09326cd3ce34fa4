using FlowCore.Backends;
using FlowCore.Gpu.Kernels.Operations;
using FlowCore.Gpu.Kernels.Summing;
using FlowCore.Gpu.Launching;
using FlowCore.Gpu.Memory;
using FlowCore.Ops;
using FlowCore.Tensors;
using ILGPU;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    // A few hundred floats for each map in use, and a program uses one.
    private readonly Dictionary<PixelCoding, Scratch> _edges = [];

    /// <inheritdoc/>
    public void EncodePixels(
        ReadOnlySpan<byte> pixels, ReadOnlySpan<int> ids, PixelCoding coding, Dequantization dequantization, Tensor x, Tensor logDet)
    {
        if (coding.Scale == PixelScale.Logit)
        {
            EncodePixels(new LogitScale(coding, isFixed: dequantization.Key is null), coding, pixels, ids, dequantization, x, logDet);
        }
        else
        {
            EncodePixels(new LinearScale(coding), coding, pixels, ids, dequantization, x, logDet);
        }
    }

    /// <inheritdoc/>
    public long DecodePixels(Tensor x, PixelCoding coding, Span<byte> pixels)
    {
        var parts = SumParts.ForHost(pixels.Length);
        using var scratch = RentBytes(((long)parts * sizeof(int)) + pixels.Length);
        var broken = scratch.Bytes.SubView(0, (long)parts * sizeof(int)).Cast<int>();
        var levels = scratch.Bytes.SubView(broken.LengthInBytes, pixels.Length);
        _launcher.Elements(parts, new DecodePixelsKernel(
            View(x), LayoutOf(x.Shape), checked((int)ElementsOf(x.Shape)), EdgesOf(coding), levels, broken));
        _staging.Download(levels, pixels);
        var counts = new int[parts];
        _staging.Download(broken, counts);
        return counts.Sum(count => (long)count);
    }

    private void EncodePixels<TScale>(
        TScale scale, PixelCoding coding, ReadOnlySpan<byte> pixels, ReadOnlySpan<int> ids, Dequantization dequantization,
        Tensor x, Tensor logDet)
        where TScale : struct, IPixelScale
    {
        using var scratch = RentBytes(((long)ids.Length * sizeof(int)) + pixels.Length);
        _staging.Upload(ids, pixels, scratch.Bytes);
        var images = scratch.Bytes.SubView(0, (long)ids.Length * sizeof(int)).Cast<int>();
        var bytes = scratch.Bytes.SubView(images.LengthInBytes, pixels.Length);
        var elements = ElementsOf(x.Shape);
        Reduce(
            x.Shape.Batch,
            BlocksOf(elements),
            new EncodeTerm<TScale>(scale, bytes, images, dequantization, View(x), LayoutOf(x.Shape), elements),
            new AssignSum(View(logDet), 1f, FloatPair.Of(elements * TScale.LogSlope(coding))));
    }

    /// <summary>The edges of a map's bins on the device, which stay there.</summary>
    private ArrayView<float> EdgesOf(PixelCoding coding)
    {
        if (!_edges.TryGetValue(coding, out var edges))
        {
            var numbers = coding.Scale == PixelScale.Logit
                ? PixelEdges.Of<LogitScale>(coding)
                : PixelEdges.Of<LinearScale>(coding);
            _edges[coding] = edges = Rent(numbers.Length);
            _staging.Upload<float>(numbers, edges.View);
        }

        return edges.View;
    }

    private Scratch RentBytes(long bytes) => Rent((bytes + sizeof(float) - 1) / sizeof(float));
}
