using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Evaluation;

/// <summary>Scores images with a model.</summary>
public static class Evaluator
{
    /// <summary>
    /// Bits per dimension of every image of a set, with dequantisation drawn by (seed, draw, image), so that the result does not
    /// depend on the batch. Memory does not grow with the set but for a number or two an image.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images, of its shape.</param>
    /// <param name="options">Draws, round trip and who is told; null for one draw by seed 0 and nobody.</param>
    /// <param name="cancellation">Ends it between two batches.</param>
    /// <exception cref="ShapeException">The images are not of the model's shape.</exception>
    /// <exception cref="FlowOptionException">An option is out of its range.</exception>
    /// <exception cref="FlowException">No image can be read, or one cannot and nobody takes the line for it.</exception>
    public static EvaluationResult Evaluate(
        FlowModel model, IImageSet images, EvaluationOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new EvaluationOptions();
        options.Validate();
        var densities = new DrawnDensities(model, options);
        using var hash = new PixelHash(images.Shape);
        var sums = new ScoreSums();
        var nonFinite = 0L;
        string? place = null;
        for (var first = 0; first < images.Count; first += options.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] indices = [.. Enumerable.Range(first, Math.Min(options.BatchSize, images.Count - first))];
            var batch = options.Unreadable is null
                ? images.Batch(indices)
                : images.ReadableBatch(indices, options.Unreadable, out indices);
            if (batch.Count > 0)
            {
                hash.Add(batch.Pixels);
                var scores = densities.Of(batch, index => images.NameOf(indices[index]), cancellation);
                if (options.RoundTrip)
                {
                    var decoded = model.RoundTrip(batch);
                    nonFinite += decoded.NonFinite;
                    place ??= decoded.NonFinitePlace;
                    scores = scores.Select((score, i) => score with { DifferingBytes = decoded.DifferingBytes(batch, i) });
                }

                foreach (var score in scores)
                {
                    sums.Add(score);
                    options.Scored?.Invoke(score);
                }
            }

            options.Progress?.Invoke(Math.Min(images.Count, first + options.BatchSize));
        }

        return sums.Count > 0
            ? sums.Result(hash.Value, nonFinite, place)
            : throw new FlowException(images.Name, "an image that can be read", "none", "Check the data.");
    }
}
