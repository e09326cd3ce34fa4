using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>Evaluates a run's model as it stands, always on the same images with the same draws, so that the numbers of a run compare.</summary>
internal sealed class RunEvaluator(FlowModel model, WeightAverage? average, RunPlan plan, Action<string> unreadable)
{
    private const int RoundTripImages = 64;

    private ImageBatch? _images;

    /// <summary>The model's score and its round trip, or null if it was stopped before there was either.</summary>
    /// <param name="step">The step that it has behind it.</param>
    /// <param name="stop">Ends it between two batches.</param>
    public RunEvaluation? Evaluate(int step, CancellationToken stop)
    {
        try
        {
            return Measure(step, stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private RunEvaluation Measure(int step, CancellationToken cancellation)
    {
        var (valid, averaged) = (Score(cancellation), (double?)null);
        average?.Use(() => averaged = Score(cancellation));
        _images ??= FirstOf(plan.Data.Valid ?? plan.Data.Train);
        if (_images.Count == 0)
        {
            return new RunEvaluation(step, valid, averaged, RoundTripBytes: 0, DifferingBytes: 0);
        }

        var latents = model.Encode(_images);
        return new RunEvaluation(
            step, valid, averaged, _images.Pixels.Length, model.Decode(latents).DifferingBytes(_images))
        {
            Latents = LatentMoments.Of(latents),
        };
    }

    private double? Score(CancellationToken cancellation) => plan.Data.Valid is { } images
        ? Evaluator.Evaluate(
            model, images, new EvaluationOptions { Seed = plan.Training.Seed, Unreadable = unreadable }, cancellation).BitsPerDimension
        : null;

    private ImageBatch FirstOf(IImageSet images) =>
        images.ReadableBatch([.. Enumerable.Range(0, Math.Min(RoundTripImages, images.Count))], unreadable);
}
