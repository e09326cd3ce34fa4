using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Training;

/// <summary>
/// A batch's loss and its gradients, micro-batch by micro-batch, on one tape that keeps its memory from step to step. Each image's
/// part of the gradient is the same in any micro-batch, so their sum is the whole batch's but for its rounding.
/// </summary>
internal sealed class GradientPass(FlowModel model, TrainingOptions options) : IDisposable
{
    private readonly double[] _total = new double[options.BatchSize];
    private readonly double[] _logPrior = new double[options.BatchSize];
    private readonly double[] _logDet = new double[options.BatchSize];
    private readonly BatchParts _parts = new(options.ImagesAtATime);
    private readonly Tape _tape = new(model.Backend) { Recomputes = options.Recompute };

    /// <summary>The micro-batch that was computed last: the one whose loss is not finite, if there is one.</summary>
    public ImageBatch? LastPart { get; private set; }

    /// <summary>
    /// Sets the model's gradients to those of the batch's loss. A loss that is not finite ends it: the terms are then those of
    /// that micro-batch, and the gradients undefined.
    /// </summary>
    /// <param name="batch">The images.</param>
    /// <param name="noise">Where in its bin each pixel lies.</param>
    /// <param name="clock">Is told of each micro-batch when its loss is known, and when its gradients are.</param>
    /// <param name="cancellation">Ends it between two operations.</param>
    public LossTerms Compute(ImageBatch batch, Dequantization noise, StepClock clock, CancellationToken cancellation)
    {
        try
        {
            _tape.Cancellation = cancellation;
            model.Arena.ZeroGradients();
            for (var first = 0; first < batch.Count; first += LastPart.Count)
            {
                LastPart = _parts.From(batch, first);
                var density = model.LogDensity(_tape, LastPart, noise);
                Read(density, first, LastPart.Count);
                clock.End(StepPhase.Forward);
                if (Means(first, LastPart.Count) is var means && !double.IsFinite(means.Total))
                {
                    return means;
                }

                // The loss is −Σ ln p / N nats an image, over the images of the whole batch.
                _tape.Backward(density.Total, seed: -1.0 / batch.Count);
                _tape.Clear();
                clock.End(StepPhase.Backward);
            }

            return Means(0, batch.Count);
        }
        finally
        {
            _tape.Clear();
        }
    }

    /// <summary>Gives the tape's memory back.</summary>
    public void Dispose() => _tape.Dispose();

    private void Read(FlowDensity density, int first, int count)
    {
        model.Backend.Read(density.Total.Value, _total.AsSpan(first, count));
        model.Backend.Read(density.LogPrior.Value, _logPrior.AsSpan(first, count));
        model.Backend.Read(density.LogDet.Value, _logDet.AsSpan(first, count));
    }

    private LossTerms Means(int first, int count) => new(
        Mean(_total.AsSpan(first, count)), Mean(_logPrior.AsSpan(first, count)), Mean(_logDet.AsSpan(first, count)));

    // One after the other, so that the bits do not depend on how a library adds.
    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
