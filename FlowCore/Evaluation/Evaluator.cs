using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Evaluation;

/// <summary>Scores images with a model.</summary>
public static class Evaluator
{
    private const int ImagesAtATime = 100;

    /// <summary>
    /// Bits per dimension of every image of a set, with dequantisation drawn by (seed, image), so that the result does not
    /// depend on the batch. With <paramref name="roundTrip"/> every image is also encoded and decoded.
    /// </summary>
    /// <exception cref="ShapeException">The images are not of the model's shape.</exception>
    public static EvaluationResult Evaluate(
        FlowModel model, IImageSet images, ulong seed, bool roundTrip, CancellationToken cancellation = default)
    {
        var noise = Dequantization.Uniform(new RandomKey(seed, RandomStream.EvaluationNoise, Step: 0));
        var scores = new List<double>(images.Count);
        var (differing, nonFinite) = (0L, 0L);
        for (var first = 0; first < images.Count; first += ImagesAtATime)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = images.Batch([.. Enumerable.Range(first, Math.Min(ImagesAtATime, images.Count - first))]);
            scores.AddRange(model.LogDensity(batch, noise).Select(
                nats => BitsPerDimension.FromNats(nats, model.Config.Image.Dimensions)));
            if (roundTrip)
            {
                var decoded = model.Decode(model.Encode(batch));
                nonFinite += decoded.NonFinite;
                differing += batch.Pixels.Zip(decoded.Images.Pixels).LongCount(pair => pair.First != pair.Second);
            }
        }

        var mean = scores.Average();
        var variance = scores.Count < 2 ? 0 : scores.Sum(score => (score - mean) * (score - mean)) / (scores.Count - 1);
        return new EvaluationResult(scores.Count, mean, Math.Sqrt(variance / scores.Count), differing, nonFinite);
    }
}
