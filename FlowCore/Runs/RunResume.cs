using FlowCore.Checkpoints;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>
/// A run that goes on from what it has on the disk: found whole when it is opened, held against other processes, and changed
/// only when training goes on.
/// </summary>
internal sealed class RunResume : IDisposable
{
    private readonly RunLock _lock;
    private readonly string? _only;
    private readonly int _stepsBefore;
    private string? _from;

    private RunResume(RunFolder folder, string? only, RunLock held, int stepsBefore) =>
        (Folder, _only, _lock, _stepsBefore) = (folder, only, held, stepsBefore);

    /// <summary>The run's folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>Opens the run that a plan goes on with.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="path">The folder of the run, or one of its checkpoints.</param>
    /// <exception cref="FlowOptionException">The plan is of another model, other images or other options.</exception>
    /// <exception cref="FlowException">There is no run, or another process works on it.</exception>
    public static RunResume Open(RunPlan plan, string path)
    {
        var (folder, only) = RunFolder.Open(path);
        var held = RunLock.Take(folder.Path);
        try
        {
            var before = RunRecord.Load(folder.Config);
            RunAgreement.ThrowUnless(before, RunRecord.Of(plan, device: ""));
            return new RunResume(folder, only, held, before.Training.MaxSteps);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Fills a model and the state of its training from the newest checkpoint that is whole, or from the one that was named; from
    /// none where the run was ended before it had one.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="state">The state of its training.</param>
    /// <param name="training">How the model is trained.</param>
    /// <param name="note">Takes a line for each checkpoint that is passed over.</param>
    /// <exception cref="FlowException">There are checkpoints, and none of them is whole and of this run.</exception>
    public void Restore(FlowModel model, TrainingState state, TrainingOptions training, Action<string> note)
    {
        if (_only is not null)
        {
            Restore(_only, model, state, training);
        }
        else
        {
            var tried = 0;
            foreach (var (path, _) in new CheckpointFiles(Folder).NewestFirst())
            {
                try
                {
                    Restore(path, model, state, training);
                    if (tried > 0)
                    {
                        note(FormattableString.Invariant($"goes on from step {state.Step}, {path}"));
                    }

                    break;
                }
                catch (FlowException refusal)
                {
                    note($"passed over {refusal.Message}");
                    tried++;
                }
            }

            if (_from is null && tried > 0)
            {
                throw new FlowException(
                    Folder.CheckpointFolder, "a whole checkpoint", $"none among {tried}", "Use a copy of one, or begin another run.");
            }
        }

        if (training is { Schedule: ScheduleKind.Cosine, ScheduleSteps: 0 } && training.MaxSteps != _stepsBefore)
        {
            note(FormattableString.Invariant($"the cosine of the learning rate was to end at step {_stepsBefore}, and ends at {training.MaxSteps} now"));
        }

        if (training.MaxSteps < state.Step)
        {
            throw new FlowOptionException(
                $"{nameof(TrainingOptions)}.{nameof(TrainingOptions.MaxSteps)}",
                FormattableString.Invariant($"{state.Step} or more, the steps that are done"),
                FormattableString.Invariant($"{training.MaxSteps}"),
                "Ask for more steps in all.");
        }
    }

    /// <summary>Makes the folder one of a run that has come as far as the checkpoint that it goes on from, and no further.</summary>
    /// <param name="files">Its checkpoints.</param>
    /// <param name="step">The step of the one that it goes on from.</param>
    /// <exception cref="FlowException">The operating system refused.</exception>
    public void GoBack(CheckpointFiles files, int step)
    {
        Folder.Tidy();
        if (_from is not null)
        {
            files.GoBackTo(_from, step);
        }
    }

    /// <summary>Leaves the folder to others.</summary>
    public void Dispose() => _lock.Dispose();

    private void Restore(string path, FlowModel model, TrainingState state, TrainingOptions training)
    {
        if (Checkpoint.TrainingOf(path) is { } before && RunAgreement.Difference(before, training) is { } difference)
        {
            throw new FlowException(
                path,
                $"a checkpoint of this run, whose {nameof(TrainingOptions)}.{difference.Member} is {difference.Now}",
                difference.Before,
                "It is of another run.");
        }

        Checkpoint.Restore(path, model, state);
        _from = path;
    }
}
