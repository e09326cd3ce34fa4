namespace FlowCore.Backends;

/// <content>The integers of images and the real numbers of a model.</content>
public partial interface IBackend
{
    /// <summary>
    /// Integers to real numbers: <c>x =</c> the coded <c>v + u</c>, <c>logDet[n] = Σ ln |dx/dv|</c>. Log-odds come from
    /// <c>ln(v + u)</c> and <c>ln((Q − v) − u)</c>, α folded in, so that they are exact and finite at both ends.
    /// </summary>
    /// <param name="pixels"><c>[N, C, H, W]</c> on the host.</param>
    /// <param name="ids">The id of each image, for the draws.</param>
    /// <param name="coding">The map.</param>
    /// <param name="dequantization">Where in its bin each pixel lies.</param>
    /// <param name="x"><c>[C, N, H, W]</c>, <c>=</c>.</param>
    /// <param name="logDet"><c>[N]</c>, <c>=</c>.</param>
    void EncodePixels(
        ReadOnlySpan<byte> pixels, ReadOnlySpan<int> ids, PixelCoding coding, Dequantization dequantization, Tensor x, Tensor logDet);

    /// <summary>Real numbers to the integers of the bins they lie in, <c>[N, C, H, W]</c> on the host.</summary>
    /// <returns>How many values were not finite; those pixels are 0.</returns>
    long DecodePixels(Tensor x, PixelCoding coding, Span<byte> pixels);
}
