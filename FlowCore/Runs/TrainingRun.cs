using System.Diagnostics;
using System.Text.Json;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>
/// Trains one model and writes its run folder: the record of what decided it, the metrics of every step, pictures of samples and
/// checkpoints, of which the last is always one of use.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private const int PictureImages = 64;
    private const double PictureTemperature = 0.7;

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
            using var metrics = new MetricsLog(folder.Metrics, _plan.Training.BatchSize);
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

    /// <summary>Whether something that is done every so many steps is due after a step, as all is after the last.</summary>
    private bool IsDue(int step, int every) => step == _plan.Training.MaxSteps || (every > 0 && step % every == 0);

    /// <summary>Starts the model, or completes what the run that it goes on with had to leave at its last step.</summary>
    private void Start(RunFolder folder, RunCheckpoint saved, MetricsLog metrics, JsonElement? line, CancellationToken stop)
    {
        Trainer.Initialize(_observer.Note, stop);
        if (Trainer.Step == 0)
        {
            // Before the first step, so that a disk without room ends the run now and not after an hour.
            Draw(folder, step: 0);
            saved.Save();
            saved.ThrowIfUseless("a start that scores its images");
            return;
        }

        saved.TakeAsSaved();
        if (line is not { } last)
        {
            _observer.Note(FormattableString.Invariant($"{folder.Metrics} has no line of step {FirstStep}, which is done"));
        }
        else if (IsDue(FirstStep, _plan.EvaluateEvery) && !MetricsLog.HasEvaluation(last) && Evaluate(saved, stop) is { } evaluation)
        {
            // The checkpoint before the line, which says that all is done.
            saved.SaveAgain();
            metrics.Complete(last, evaluation);
        }

        if (IsDue(FirstStep, _plan.SampleEvery))
        {
            Draw(folder, FirstStep);
        }
    }

    private void Train(RunFolder folder, RunCheckpoint saved, MetricsLog metrics, CancellationToken stop)
    {
        while (Trainer.Step < _plan.Training.MaxSteps && !stop.IsCancellationRequested)
        {
            StepMetrics step;
            try
            {
                step = Trainer.RunStep(stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            // A step that was done is written even if the run is stopped while it is evaluated; when it goes on it is evaluated again.
            var evaluation = IsDue(step.Step, _plan.EvaluateEvery) ? Evaluate(saved, stop) : null;
            metrics.Write(step, evaluation);
            Tell(step, evaluation);
            if (IsDue(step.Step, _plan.SampleEvery))
            {
                Draw(folder, step.Step);
            }

            // Last: a checkpoint says that all of its step is on the disk.
            if (IsDue(step.Step, _plan.CheckpointEvery))
            {
                saved.Save(metrics.FlushToDisk);
            }
        }
    }

    /// <summary>Evaluates the model as it stands, and keeps it if it is the best; null if it was stopped before.</summary>
    private RunEvaluation? Evaluate(RunCheckpoint saved, CancellationToken stop)
    {
        _evaluator ??= new RunEvaluator(Model, Trainer.Average, _plan, line => _observer.Note($"skipped {line}"));
        var evaluation = _evaluator.Evaluate(Trainer.Step, stop);
        if (evaluation is not null)
        {
            Observe(evaluation);
            saved.SaveIfBest(evaluation);
        }

        return evaluation;
    }

    // Not the one at the end of a run: a run that ends there and goes on later would differ from one that never ended.
    private void Observe(RunEvaluation evaluation)
    {
        if (evaluation.ValidBitsPerDimension is { } bits && Trainer.AwaitsScore(_plan.EvaluateEvery))
        {
            Trainer.Observe(bits);
        }
    }

    private void Tell(StepMetrics step, RunEvaluation? evaluation)
    {
        Times.Add(step.Milliseconds, step.DataWaitMilliseconds);
        foreach (var line in step.Unreadable)
        {
            _observer.Note($"skipped {line}");
        }

        if (step.Refusal is { } refusal)
        {
            _observer.Note($"refused {refusal}");
        }

        var pace = Times.RecentMean();
        _observer.Show(
            step, 1000 * _plan.Training.BatchSize / pace, TimeSpan.FromMilliseconds(pace * (_plan.Training.MaxSteps - step.Step)));
        if (evaluation is not null)
        {
            _observer.Evaluated(evaluation);
        }
    }

    /// <summary>The same latents at every step, so that the pictures of a run compare.</summary>
    private void Draw(RunFolder folder, int step)
    {
        var drawn = AveragedModel.Use(Trainer, () => Model.Sample(PictureImages, PictureTemperature, _plan.Training.Seed));
        _nonFinite = drawn.NonFinite;
        if (drawn.Refusal(FormattableString.Invariant($"samples at step {step}")) is { } refusal)
        {
            _observer.Note(refusal.Message);
            return;
        }

        if (_plan.SavePicture is { } save)
        {
            save(folder.Sample(step), drawn.Images, Model.PixelMap.Bits);
            _observer.Sampled(step, folder.Sample(step));
        }
    }

    private sealed class Unobserved : IRunObserver;
}
