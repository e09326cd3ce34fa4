using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Random;

namespace FlowCore.Evaluation;

/// <summary>Scores images with a model.</summary>
public static class Evaluator
{
    private const int ImagesAtATime = 100;

    /// <summary>
    /// Bits per dimension of every image of a set, with dequantisation drawn by (seed, image), so that the result does not
    /// depend on the batch. With <paramref name="roundTrip"/> every image is also encoded and decoded.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images, of its shape.</param>
    /// <param name="seed">Seeds the dequantisation.</param>
    /// <param name="roundTrip">Whether to encode and decode too.</param>
    /// <param name="unreadable">Takes a line for each image that cannot be read, which is then left out; null to end there.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    /// <exception cref="ShapeException">The images are not of the model's shape.</exception>
    /// <exception cref="FlowException">No image can be read, or one cannot and <paramref name="unreadable"/> is null.</exception>
    public static EvaluationResult Evaluate(
        FlowModel model,
        IImageSet images,
        ulong seed,
        bool roundTrip,
        Action<string>? unreadable = null,
        CancellationToken cancellation = default)
    {
        var noise = Dequantization.Uniform(new RandomKey(seed, RandomStream.EvaluationNoise, Step: 0));
        var scores = new List<double>(images.Count);
        var (differing, nonFinite) = (0L, 0L);
        string? place = null;
        for (var first = 0; first < images.Count; first += ImagesAtATime)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] indices = [.. Enumerable.Range(first, Math.Min(ImagesAtATime, images.Count - first))];
            var batch = unreadable is null ? images.Batch(indices) : images.ReadableBatch(indices, unreadable);
            if (batch.Count == 0)
            {
                continue;
            }

            scores.AddRange(model.LogDensity(batch, noise).Select(
                nats => BitsPerDimension.FromNats(nats, model.Image.Dimensions)));
            if (roundTrip)
            {
                var decoded = model.RoundTrip(batch);
                nonFinite += decoded.NonFinite;
                place ??= decoded.NonFinitePlace;
                differing += decoded.DifferingBytes(batch);
            }
        }

        if (scores.Count == 0)
        {
            throw new FlowException(images.Name, "an image that can be read", "none", "Check the data.");
        }

        var mean = scores.Average();
        var variance = scores.Sum(score => (score - mean) * (score - mean)) / (scores.Count - 1);
        return new EvaluationResult(scores.Count, mean, Math.Sqrt(variance / scores.Count), differing, nonFinite, place);
    }
}
