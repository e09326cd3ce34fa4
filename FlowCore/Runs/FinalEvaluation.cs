using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>The scores of a run's end.</summary>
/// <param name="model">The model.</param>
/// <param name="trainer">What trained it.</param>
/// <param name="plan">The seed of the dequantisation, and whether images that cannot be read are left out.</param>
/// <param name="observer">Is told of images that cannot be read.</param>
internal sealed class FinalEvaluation(FlowModel model, Trainer trainer, RunPlan plan, IRunObserver observer)
{
    /// <summary>Images that could not be read so far.</summary>
    public int Unscored { get; private set; }

    /// <summary>The score of images, or null where there are none.</summary>
    /// <param name="images">The images, or null.</param>
    /// <param name="stop">Ends it between two batches.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public EvaluationResult? Score(IImageSet? images, CancellationToken stop) => images is null
        ? null
        : AveragedModel.Use(trainer, () => Evaluator.Evaluate(
            model,
            images,
            new EvaluationOptions { Seed = plan.Training.Seed, Unreadable = plan.Training.SkipUnreadable ? Skip : null },
            stop));

    private void Skip(string line)
    {
        observer.Note($"skipped {line}");
        Unscored++;
    }
}
