using FlowCore.Checkpoints;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>The newest model of a run on the disk: one that is of no use never takes the place of one that is.</summary>
internal sealed class RunCheckpoint(FlowModel model, Trainer trainer, RunFolder folder, IRunObserver observer)
{
    private int? _checkedStep;
    private string? _fault;

    /// <summary>The step of the model that is saved, or null before there is one.</summary>
    public int? SavedStep { get; private set; }

    /// <summary>Saves the model as it stands, unless that was tried or it is of no use: then the one before stays.</summary>
    /// <exception cref="FlowException">The file cannot be written.</exception>
    public void Save()
    {
        if (_checkedStep == trainer.Step)
        {
            return;
        }

        (_fault, _checkedStep) = (trainer.FindFault(), trainer.Step);
        if (_fault is null)
        {
            Checkpoint.Save(folder.Checkpoint, model, trainer.State);
            SavedStep = trainer.Step;
        }
        else
        {
            observer.Note(FormattableString.Invariant($"not saved at step {trainer.Step}: {_fault}"));
        }
    }

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
                    : FormattableString.Invariant($"Lower TrainingOptions.LearningRate, or lengthen TrainingOptions.Warmup; step {SavedStep} is in {folder.Checkpoint}."));
        }
    }
}
