using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Verification;

/// <summary>Images that come back byte for byte, and the map between bytes and real numbers.</summary>
internal static class ImageChecks
{
    private const int ImagesAtATime = 50;

    /// <summary>Encodes and decodes images of the data and unusual ones.</summary>
    public static void Run(FlowModel model, ImageBatch images, Findings findings)
    {
        var isExact = model.Layers.All(layer => layer.IsExact);
        var (differing, total) = (0L, (long)images.Count * model.Image.Dimensions);
        for (var first = 0; first < images.Count; first += ImagesAtATime)
        {
            findings.Next(FormattableString.Invariant($"images, {first} of {images.Count}"));
            var part = Part(images, first, Math.Min(ImagesAtATime, images.Count - first));
            differing += Differing(model, part).Sum();
        }

        findings.Add(
            CheckNames.Images, null, differing, findings.Limits.DifferingBytes, isExact, FormattableString.Invariant($"{images.Count} images, {total} bytes."));

        findings.Next("unusual images");
        var unusual = UnusualImages.Of(model, findings.Options.Seed);
        var counts = Differing(model, unusual);
        var lost = UnusualImages.Names.Zip(counts).Where(pair => pair.Second > 0)
            .Select(pair => FormattableString.Invariant($"{pair.First} {pair.Second}"));
        findings.Add(
            CheckNames.UnusualImages,
            null,
            counts.Sum(),
            findings.Limits.DifferingBytes,
            isExact,
            string.Join(", ", lost.DefaultIfEmpty(FormattableString.Invariant($"{unusual.Count} images, {unusual.Pixels.Length} bytes."))));
    }

    private static ImageBatch Part(ImageBatch images, int first, int count) => new(
        images.Shape,
        images.Pixels.AsSpan(first * images.Shape.Dimensions, count * images.Shape.Dimensions).ToArray(),
        images.Ids[first..(first + count)],
        images.Labels?[first..(first + count)]);

    /// <summary>The bytes of each image that do not come back.</summary>
    private static long[] Differing(FlowModel model, ImageBatch images)
    {
        var back = model.RoundTrip(images).Images;
        var counts = new long[images.Count];
        for (var n = 0; n < counts.Length; n++)
        {
            var before = images.Image(n);
            var after = back.Image(n);
            for (var i = 0; i < before.Length; i++)
            {
                counts[n] += before[i] == after[i] ? 0 : 1;
            }
        }

        return counts;
    }
}
