using FlowCore.Data;
using FlowCore.Random;

namespace FlowCore.Evaluation;

/// <summary>
/// How far samples are from real images, without a network whose weights would have to be had: sliced Wasserstein distances
/// (<see cref="SlicedWasserstein"/>), in units of a pixel value of 0 … 255, and the share that is nearly black. Real images are
/// halved by a draw into R₁ and R₂, and samples into S₁ and S₂: the score is <c>√((SW(S₁, R₁)² + SW(S₂, R₂)²)/2)</c> and its floor
/// <c>SW(R₁, R₂)</c>, what as many other real images come to. Both are of sets of the same size, so that chance adds as much to the
/// one as to the other.
/// </summary>
/// <param name="Samples">How many samples were compared.</param>
/// <param name="Images">With how many real images.</param>
/// <param name="Pixels">The score of whole images as points of <c>C·H·W</c> coordinates.</param>
/// <param name="PixelsFloor">Its floor.</param>
/// <param name="Patches">
/// The score of patches of 7×7 pixels and all channels, 64 of each image at places that are the same in all of them (patches as in
/// Karras et al., "Progressive growing of GANs", ICLR 2018, of the images themselves and not of their Laplacian pyramid).
/// </param>
/// <param name="PatchesFloor">Its floor.</param>
/// <param name="DarkShare">The share of samples whose pixels' mean is below <see cref="DarkMean"/>.</param>
/// <param name="ImagesDarkShare">That share of the real images.</param>
public sealed record SampleScore(
    int Samples,
    int Images,
    double Pixels,
    double PixelsFloor,
    double Patches,
    double PatchesFloor,
    double DarkShare,
    double ImagesDarkShare)
{
    /// <summary>The mean of its pixels, of 255, below which an image counts as nearly black.</summary>
    public const double DarkMean = 10;

    /// <summary>Compares samples with real images.</summary>
    /// <param name="samples">At least 2; as many as there are real images, for a floor that compares.</param>
    /// <param name="images">At least 2 of the same shape.</param>
    /// <param name="bits">Bits of a pixel of both, 1 to 8.</param>
    /// <param name="seed">Seeds the halves, the directions and the places of patches.</param>
    /// <param name="threads">Threads to use; 0 for one a core. The score does not depend on it.</param>
    /// <exception cref="ShapeException">The shapes differ, or there are fewer than 2 images.</exception>
    public static SampleScore Of(ImageBatch samples, ImageBatch images, int bits = 8, ulong seed = 0, int threads = 0)
    {
        if (samples.Shape != images.Shape)
        {
            throw new ShapeException("SampleScore", $"{images.Shape} samples, as the images are", $"{samples.Shape}");
        }

        var (drawn, real) = (Halves(samples, seed), Halves(images, seed));
        var (pixels, pixelsFloor) = Compare(
            new SlicedWasserstein(images.Shape.Dimensions, seed, threads), batch => ImagePoints.Whole(batch, bits));
        var (patches, patchesFloor) = Compare(
            new SlicedWasserstein(ImagePoints.PatchDimensions(images.Shape), seed, threads),
            batch => ImagePoints.Patches(batch, bits, seed));
        return new SampleScore(
            samples.Count, images.Count, pixels, pixelsFloor, patches, patchesFloor, Dark(samples, bits), Dark(images, bits));

        (double Score, double Floor) Compare(SlicedWasserstein distance, Func<ImageBatch, float[]> points)
        {
            var (s1, s2, r1, r2) = (points(drawn.First), points(drawn.Second), points(real.First), points(real.Second));
            var (first, second) = (distance.Distance(s1, r1), distance.Distance(s2, r2));
            return (Math.Sqrt(((first * first) + (second * second)) / 2), distance.Distance(r1, r2));
        }
    }

    /// <summary>Drawn, and not cut in the middle or at odd places: images may be in the order of their classes, or in turn.</summary>
    private static (ImageBatch First, ImageBatch Second) Halves(ImageBatch images, ulong seed)
    {
        if (images.Count < 2)
        {
            throw new ShapeException("SampleScore", "2 images or more, to be halved", $"{images.Count}");
        }

        var order = new PhiloxSequence(new RandomKey(seed, RandomStream.ScoreHalves, Step: 0)).NextPermutation(images.Count);
        return (Part(images, order[..(images.Count / 2)]), Part(images, order[(images.Count / 2)..]));
    }

    private static ImageBatch Part(ImageBatch images, int[] places)
    {
        var size = images.Shape.Dimensions;
        var pixels = new byte[places.Length * size];
        for (var i = 0; i < places.Length; i++)
        {
            images.Image(places[i]).CopyTo(pixels.AsSpan(i * size));
        }

        return new ImageBatch(images.Shape, pixels, [.. places.Select(place => images.Ids[place])]);
    }

    private static double Dark(ImageBatch images, int bits) =>
        Enumerable.Range(0, images.Count).Count(i => ImagePoints.Mean(images.Image(i), bits) < DarkMean) / (double)images.Count;
}
