using FlowCore.Checkpoints;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>What a run has on the disk of its model: one that is of no use never takes the place of one that is.</summary>
/// <param name="model">The model.</param>
/// <param name="trainer">What trains it.</param>
/// <param name="plan">How many checkpoints are kept, and what is written into them.</param>
/// <param name="files">Where they are.</param>
/// <param name="observer">Is told what is not saved, and why.</param>
internal sealed class RunCheckpoint(
    FlowModel model, Trainer trainer, RunPlan plan, CheckpointFiles files, IRunObserver observer)
{
    private const string BestScore = "best.validBitsPerDimension";

    private int? _checkedStep;
    private string? _fault;

    // What was found of the model of a step, which does not change until the next one.
    private (int Step, string? Fault)? _found;

    /// <summary>The step of the model that is saved, or null before there is one.</summary>
    public int? SavedStep { get; private set; }

    /// <summary>The files.</summary>
    public CheckpointFiles Files => files;

    /// <summary>Takes note that the model as it stands is what is saved already.</summary>
    public void TakeAsSaved() => SavedStep = _checkedStep = trainer.Step;

    /// <summary>Saves the model and its training as they stand, unless that was tried or the model is of no use: then the one before stays.</summary>
    /// <param name="logs">Brings the logs of all steps to the disk first: a step of a checkpoint is never one without its line.</param>
    /// <exception cref="FlowException">The file cannot be written.</exception>
    public void Save(Action? logs = null)
    {
        if (_checkedStep == trainer.Step)
        {
            return;
        }

        (_fault, _checkedStep) = (FindFault(), trainer.Step);
        if (_fault is null)
        {
            logs?.Invoke();
            Write();
        }
        else
        {
            observer.Note(FormattableString.Invariant($"not saved at step {trainer.Step}: {_fault}"));
        }
    }

    /// <summary>
    /// Saves the model alone as the best, if its score on the validation images is better than any before and it is of use: beside the
    /// average of its weights where one is kept, which is then what is scored.
    /// </summary>
    /// <param name="evaluation">What was found of the model as it stands.</param>
    /// <exception cref="FlowException">The file cannot be written.</exception>
    public void SaveIfBest(RunEvaluation evaluation)
    {
        var numbers = trainer.State.Numbers;
        if ((evaluation.AverageBitsPerDimension ?? evaluation.ValidBitsPerDimension) is not { } bits
            || !double.IsFinite(bits)
            || (numbers.TryGetValue(BestScore, out var before) && before <= bits && File.Exists(files.Best))
            || FindFault() is not null)
        {
            return;
        }

        Checkpoint.Save(files.Best, model, evaluation.Step, trainer.Average);
        numbers[BestScore] = bits;
    }

    /// <summary>Saves the training once more as it stands, because of what was found of a model that is saved already.</summary>
    /// <exception cref="FlowException">The file cannot be written.</exception>
    public void SaveAgain() => Write();

    /// <summary>Tries to save what was learnt before something failed.</summary>
    public void Rescue()
    {
        try
        {
            Save();
        }
        catch (Exception failure)
        {
            // A lost device, a full disk: what ended the run is what matters, and it comes after this line.
            observer.Note($"not saved: {failure.Message}");
        }
    }

    /// <summary>Refuses to call a run good whose last model is of no use.</summary>
    /// <param name="expected">What it should be.</param>
    /// <exception cref="FlowException">It is of no use.</exception>
    public void ThrowIfUseless(string expected)
    {
        if (_fault is not null)
        {
            throw new FlowException(
                "training",
                expected,
                FormattableString.Invariant($"at step {_checkedStep} {_fault}"),
                SavedStep is null
                    ? "Check the data."
                    : FormattableString.Invariant($"Lower TrainingOptions.LearningRate, or lengthen TrainingOptions.Warmup; step {SavedStep} is in {files.Last}."));
        }
    }

    /// <summary>Looks at the model once a step: it is scored, and every gain is measured.</summary>
    private string? FindFault()
    {
        if (_found?.Step != trainer.Step)
        {
            _found = (trainer.Step, trainer.FindFault());
        }

        return _found.Value.Fault;
    }

    private void Write()
    {
        files.Add(trainer.Step, plan.Keep, path => Checkpoint.Save(path, model, trainer.State, plan.Training));
        SavedStep = trainer.Step;
    }
}
