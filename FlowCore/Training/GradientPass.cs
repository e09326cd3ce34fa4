using FlowCore.Data;
using FlowCore.Models;

namespace FlowCore.Training;

/// <summary>A batch's loss and its gradients, on one tape that keeps its memory from step to step.</summary>
internal sealed class GradientPass(FlowModel model, TrainingOptions options) : IDisposable
{
    private readonly double[] _values = new double[options.BatchSize];
    private readonly Tape _tape = new(model.Backend) { Recomputes = options.Recompute };

    /// <summary>Sets the model's gradients to those of the batch's loss, or leaves them undefined if the loss is not finite.</summary>
    /// <param name="batch">The images.</param>
    /// <param name="noise">Where in its bin each pixel lies.</param>
    /// <param name="clock">Is told when the loss is known, and what came after.</param>
    /// <param name="cancellation">Ends it between two operations.</param>
    public LossTerms Compute(ImageBatch batch, Dequantization noise, StepClock clock, CancellationToken cancellation)
    {
        try
        {
            _tape.Cancellation = cancellation;
            model.Arena.ZeroGradients();
            var density = model.LogDensity(_tape, batch, noise);
            var means = new LossTerms(Mean(density.Total), Mean(density.LogPrior), Mean(density.LogDet));
            clock.End(StepPhase.Forward);
            if (double.IsFinite(means.Total))
            {
                // The loss is −Σ ln p / N nats an image.
                _tape.Backward(density.Total, seed: -1.0 / options.BatchSize);
            }

            return means;
        }
        finally
        {
            _tape.Clear();
            clock.End(StepPhase.Backward);
        }
    }

    /// <summary>Gives the tape's memory back.</summary>
    public void Dispose() => _tape.Dispose();

    private double Mean(Variable perSample)
    {
        model.Backend.Read(perSample.Value, _values);
        return _values.Sum() / _values.Length;
    }
}
