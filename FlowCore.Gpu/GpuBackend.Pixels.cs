using FlowCore.Backends;
using FlowCore.Tensors;

namespace FlowCore.Gpu;

public sealed partial class GpuBackend
{
    /// <inheritdoc/>
    public void EncodePixels(
        ReadOnlySpan<byte> pixels, ReadOnlySpan<int> ids, PixelCoding coding, Dequantization dequantization, Tensor x, Tensor logDet) =>
        throw new NotImplementedException();

    /// <inheritdoc/>
    public long DecodePixels(Tensor x, PixelCoding coding, Span<byte> pixels) =>
        throw new NotImplementedException();
}
