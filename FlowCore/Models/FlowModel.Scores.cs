using System.Numerics.Tensors;
using FlowCore.Data;
using FlowCore.Random;

namespace FlowCore.Models;

/// <content>
/// Scores and latents of images in a caller's memory. Images are of <see cref="Image"/>; floats are pixels from 0 to 1
/// (<see cref="ImageBatch.Of(ReadOnlySpan{float}, ImageShape, int, int[])"/>). Image i of a call has the dequantisation that <c>flow
/// eval</c> draws by the seed for image i of its data.
/// </content>
public sealed partial class FlowModel
{
    /// <summary><c>ln p(v + u)</c> of each image, in nats, over pixels counted in levels, with u drawn by (seed, image).</summary>
    /// <param name="images">N images of <see cref="Image"/>, with labels where the model is conditioned on them.</param>
    /// <param name="seed">Seeds the dequantisation.</param>
    /// <returns><c>[N]</c>.</returns>
    /// <exception cref="ShapeException">The images are of another shape.</exception>
    /// <exception cref="FlowException">A pixel has more bits than the model's, or labels are missing.</exception>
    public double[] LogDensity(ImageBatch images, ulong seed = 0) =>
        LogDensity(images, Dequantization.Uniform(new RandomKey(seed, RandomStream.EvaluationNoise, Step: 0)));

    /// <inheritdoc cref="LogDensity(ImageBatch, ulong)"/>
    /// <param name="pixels"><c>[N, C, H, W]</c>, row-major, <c>0 … 2^b − 1</c>.</param>
    /// <param name="shape"><c>C × H × W</c> of one image.</param>
    /// <param name="seed">Seeds the dequantisation.</param>
    public double[] LogDensity(ReadOnlySpan<byte> pixels, ImageShape shape, ulong seed = 0) =>
        LogDensity(ImageBatch.Of(pixels, shape), seed);

    /// <inheritdoc cref="LogDensity(ImageBatch, ulong)"/>
    /// <param name="pixels"><c>[N, C, H, W]</c>, row-major, from 0 to 1.</param>
    /// <param name="shape"><c>C × H × W</c> of one image.</param>
    /// <param name="seed">Seeds the dequantisation.</param>
    public double[] LogDensity(ReadOnlySpan<float> pixels, ImageShape shape, ulong seed = 0) =>
        LogDensity(ImageBatch.Of(pixels, shape, PixelMap.Bits), seed);

    /// <inheritdoc cref="LogDensity(ImageBatch, ulong)"/>
    /// <param name="pixels"><c>[N, C, H, W]</c>, or <c>[C, H, W]</c> of one image, from 0 to 1.</param>
    /// <param name="seed">Seeds the dequantisation.</param>
    public double[] LogDensity(in ReadOnlyTensorSpan<float> pixels, ulong seed = 0) =>
        LogDensity(ImageBatch.Of(pixels, PixelMap.Bits), seed);

    /// <summary>
    /// <c>−ln p(v + u) / (D·ln 2)</c> of each image, D its dimensions without padding: a model that knows nothing has as many as a
    /// pixel has bits.
    /// </summary>
    /// <inheritdoc cref="LogDensity(ImageBatch, ulong)"/>
    public double[] BitsPerDimension(ImageBatch images, ulong seed = 0) =>
        Array.ConvertAll(LogDensity(images, seed), nats => Models.BitsPerDimension.FromNats(nats, Image.Dimensions));

    /// <inheritdoc cref="BitsPerDimension(ImageBatch, ulong)"/>
    /// <param name="pixels"><c>[N, C, H, W]</c>, row-major, <c>0 … 2^b − 1</c>.</param>
    /// <param name="shape"><c>C × H × W</c> of one image.</param>
    /// <param name="seed">Seeds the dequantisation.</param>
    public double[] BitsPerDimension(ReadOnlySpan<byte> pixels, ImageShape shape, ulong seed = 0) =>
        BitsPerDimension(ImageBatch.Of(pixels, shape), seed);

    /// <inheritdoc cref="BitsPerDimension(ImageBatch, ulong)"/>
    /// <param name="pixels"><c>[N, C, H, W]</c>, row-major, from 0 to 1.</param>
    /// <param name="shape"><c>C × H × W</c> of one image.</param>
    /// <param name="seed">Seeds the dequantisation.</param>
    public double[] BitsPerDimension(ReadOnlySpan<float> pixels, ImageShape shape, ulong seed = 0) =>
        BitsPerDimension(ImageBatch.Of(pixels, shape, PixelMap.Bits), seed);

    /// <inheritdoc cref="BitsPerDimension(ImageBatch, ulong)"/>
    /// <param name="pixels"><c>[N, C, H, W]</c>, or <c>[C, H, W]</c> of one image, from 0 to 1.</param>
    /// <param name="seed">Seeds the dequantisation.</param>
    public double[] BitsPerDimension(in ReadOnlyTensorSpan<float> pixels, ulong seed = 0) =>
        BitsPerDimension(ImageBatch.Of(pixels, PixelMap.Bits), seed);

    /// <summary>Pixels to all latents, in the middle of each bin, of a model that is not conditioned on classes.</summary>
    /// <param name="pixels"><c>[N, C, H, W]</c>, row-major, <c>0 … 2^b − 1</c>.</param>
    /// <param name="shape"><c>C × H × W</c> of one image.</param>
    /// <exception cref="ShapeException">The images are of another shape.</exception>
    public Latents Encode(ReadOnlySpan<byte> pixels, ImageShape shape) => Encode(ImageBatch.Of(pixels, shape));

    /// <inheritdoc cref="Encode(ReadOnlySpan{byte}, ImageShape)"/>
    /// <param name="pixels"><c>[N, C, H, W]</c>, row-major, from 0 to 1.</param>
    /// <param name="shape"><c>C × H × W</c> of one image.</param>
    public Latents Encode(ReadOnlySpan<float> pixels, ImageShape shape) =>
        Encode(ImageBatch.Of(pixels, shape, PixelMap.Bits));

    /// <inheritdoc cref="Encode(ReadOnlySpan{byte}, ImageShape)"/>
    /// <param name="pixels"><c>[N, C, H, W]</c>, or <c>[C, H, W]</c> of one image, from 0 to 1.</param>
    public Latents Encode(in ReadOnlyTensorSpan<float> pixels) => Encode(ImageBatch.Of(pixels, PixelMap.Bits));
}
