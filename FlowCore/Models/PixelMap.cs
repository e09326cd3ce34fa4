using FlowCore.Data;

namespace FlowCore.Models;

/// <summary>
/// The map between images of bytes and the real numbers that a flow models, with its log-det: pixels counted in levels
/// <c>v = 0 … Q−1</c>, made continuous as <c>v + u</c>, <c>u ∈ [0, 1)</c>, and brought to a scale that a flow likes. It may have
/// parameters: a learned dequantiser draws u by them.
/// </summary>
public abstract class PixelMap : FlowPart
{
    /// <summary>A map for images of a known shape.</summary>
    /// <param name="name">Its path in the model, the prefix of its parameters' names.</param>
    /// <param name="image">The images, C×H×W.</param>
    /// <param name="output">What the flow takes, C×H×W; larger where the images are padded.</param>
    /// <param name="bits">Bits of a pixel, 1 to 8.</param>
    protected PixelMap(string name, ImageShape image, ImageShape output, int bits)
        : base(name)
    {
        (Image, OutputShape, Bits) = (image, output, bits);
    }

    /// <summary>The images, C×H×W.</summary>
    public ImageShape Image { get; }

    /// <summary>What the flow takes, C×H×W.</summary>
    public ImageShape OutputShape { get; }

    /// <summary>Bits of a pixel: Q is 2 to this.</summary>
    public int Bits { get; }

    /// <summary>
    /// Bits per dimension of a model that knows nothing and gives each level the same probability. Padding costs it as much as the
    /// image does.
    /// </summary>
    public double BitsOfNothing => (double)Bits * OutputShape.Dimensions / Image.Dimensions;

    /// <summary>Bytes to real numbers.</summary>
    /// <param name="tape">Where it is computed.</param>
    /// <param name="batch">N images of <see cref="Image"/>, of pixels below 2 to <see cref="Bits"/>.</param>
    /// <param name="dequantization">Where in its bin each pixel lies.</param>
    /// <returns>
    /// x <c>[C, N, H, W]</c> of <see cref="OutputShape"/>, and <c>ln |det ∂x/∂(v + u)|</c> <c>[N]</c> in nats, less <c>ln q(u | v)</c>
    /// where u is drawn by a learned density q.
    /// </returns>
    public abstract (Variable Value, Variable LogDet) Encode(Tape tape, ImageBatch batch, Dequantization dequantization);

    /// <summary>Real numbers to bytes.</summary>
    /// <param name="x"><c>[C, N, H, W]</c> of <see cref="OutputShape"/>.</param>
    /// <param name="pixels"><c>[N, C, H, W]</c> of <see cref="Image"/>, overwritten; 0 where the number behind it is not finite.</param>
    /// <returns>How many numbers are not finite.</returns>
    public abstract long Decode(Variable x, Span<byte> pixels);
}
