using FlowCore.Backends;
using FlowCore.Data;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Tools.Benching.Units;

/// <summary>What is timed of a trained model: a training step, the log-densities of a batch, as many samples.</summary>
internal sealed class TrialPasses : IDisposable
{
    private readonly FlowModel _model;
    private readonly Trainer _trainer;
    private readonly ImageBatch _batch;

    /// <summary>The passes of a model.</summary>
    /// <param name="model">The model, which goes when this does.</param>
    /// <param name="options">How it was trained.</param>
    /// <param name="images">What steps take their images from.</param>
    /// <param name="batch">The images that are scored.</param>
    public TrialPasses(FlowModel model, TrainingOptions options, IImageSet images, ImageBatch batch)
    {
        (_model, _batch) = (model, batch);

        // Times do not change with what is learned, and a model that goes on learning from its end stays what it is.
        _trainer = new Trainer(model, images, options with { LearningRate = options.LearningRate * 1e-6, Warmup = 0 });
    }

    /// <summary>Whether the inverse undoes the forward direction but for roundings.</summary>
    public bool IsExact => _model.Levels.All(level => level.Chain.IsExact);

    /// <summary>A training step; the log-densities of the batch; as many samples.</summary>
    public IReadOnlyList<Action> All =>
    [
        () => _trainer.RunStep(),
        () => _model.LogDensity(_batch, Dequantization.Midpoint),
        () => _model.Sample(_batch.Count),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
    }
}
