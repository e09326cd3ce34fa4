using System.Diagnostics;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>
/// Trains one model and writes its run folder: the record of what decided it, the metrics of every step, pictures of samples and
/// checkpoints, of which the last is always one of use.
/// </summary>
public sealed partial class TrainingRun : IDisposable
{
    private readonly Stopwatch _wall = Stopwatch.StartNew();
    private readonly RunPlan _plan;
    private readonly IRunObserver _observer;
    private readonly RunResume? _resumed;
    private readonly TrainingState _state;
    private RunLock? _lock;
    private RunEvaluator? _evaluator;
    private long _nonFinite;

    /// <summary>
    /// A run with a model that has its first weights, or those of the checkpoint that it goes on from, and nothing written yet.
    /// </summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="backend">Where.</param>
    /// <param name="observer">Watches it, or null.</param>
    /// <exception cref="FlowOptionException">
    /// The run that it goes on with was one of other options, or a plateau is asked for and no validation images to see it by.
    /// </exception>
    /// <exception cref="FlowException">
    /// The plan's parts do not fit each other, a batch does not fit into memory, or there is no run to go on with that has a whole
    /// checkpoint and that no other process works on.
    /// </exception>
    public TrainingRun(RunPlan plan, IBackend backend, IRunObserver? observer = null)
    {
        plan.Validate();
        (_plan, _observer) = (plan, observer ?? new Unobserved());
        _resumed = plan.Resume is null ? null : RunResume.Open(plan, plan.Resume);
        try
        {
            Model = new FlowModel(plan.Model, backend, plan.Training.Seed, plan.Catalog);
            _state = new TrainingState(Model.Arena);
            _resumed?.Restore(Model, _state, plan.Training, _observer.Note);
            FirstStep = _state.Step;
            Trainer = new Trainer(Model, plan.Data.Train, plan.Training, _state);
        }
        catch
        {
            _state?.Dispose();
            Model?.Dispose();
            _resumed?.Dispose();
            throw;
        }
    }

    /// <summary>The model.</summary>
    public FlowModel Model { get; }

    /// <summary>What trains it.</summary>
    public Trainer Trainer { get; }

    /// <summary>The steps that were done before it: where it goes on from, or 0.</summary>
    public int FirstStep { get; }

    /// <summary>The wall times of its steps.</summary>
    public StepTimes Times { get; } = new();

    /// <summary>The time since it was made.</summary>
    public TimeSpan Wall => _wall.Elapsed;

    /// <summary>All that decides it.</summary>
    public RunRecord Record => RunRecord.Of(_plan, Model.Backend.Name);

    /// <summary>
    /// Trains, saves and evaluates. Whatever ends it, a folder is left only with a model of use in it, and no file is half-written.
    /// </summary>
    /// <param name="stop">Asks it to end early and tidily, with its model saved.</param>
    /// <exception cref="FlowOptionException">The folder is neither new nor empty.</exception>
    /// <exception cref="FlowException">Images cannot be read, files not written, or the model came to be of no use.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before there was a model to save.</exception>
    public RunResult Execute(CancellationToken stop = default)
    {
        var record = Record;
        var folder = _resumed?.Folder ?? RunFolder.Create(_plan.Folder, record);
        _lock ??= _resumed is null ? RunLock.Take(folder.Path) : null;
        var saved = new RunCheckpoint(Model, Trainer, _plan, new CheckpointFiles(folder), _observer);
        try
        {
            _resumed?.GoBack(saved.Files, FirstStep);
            record.Save(folder.Config);
            using var metrics = new MetricsLog(folder.Metrics);
            var line = metrics.GoBackTo(FirstStep);
            _observer.Begin(this, folder, record);
            _observer.Watch(() =>
            {
                Start(folder, saved, metrics, line, stop);
                Train(folder, saved, metrics, stop);
                saved.Save(metrics.FlushToDisk);
            });
            metrics.PutBack();
        }
        catch
        {
            if (saved.SavedStep is not null)
            {
                saved.Rescue();
            }
            else if (_resumed is null)
            {
                _lock?.Dispose();
                folder.Discard();
            }

            throw;
        }

        if (stop.IsCancellationRequested)
        {
            return Ended(isInterrupted: true);
        }

        saved.ThrowIfUseless("a model that scores the images it started from");
        var scores = new FinalEvaluation(Model, Trainer, _plan, _observer);
        try
        {
            return Ended(
                isInterrupted: false, scores.Score(_plan.Data.Valid, stop), scores.Score(_plan.Data.Test, stop), scores.Unscored);
        }
        catch (OperationCanceledException)
        {
            return Ended(isInterrupted: true);
        }

        RunResult Ended(bool isInterrupted, EvaluationResult? valid = null, EvaluationResult? test = null, int unscored = 0) =>
            new(folder, isInterrupted, saved.SavedStep.GetValueOrDefault(), valid, test, _nonFinite, unscored);
    }

    /// <summary>Gives the memory of model and training back, and leaves the folder to others.</summary>
    public void Dispose()
    {
        Trainer.Dispose();
        _state.Dispose();
        Model.Dispose();
        _resumed?.Dispose();
        _lock?.Dispose();
    }

    private sealed class Unobserved : IRunObserver;
}
