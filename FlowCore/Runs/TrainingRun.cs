using System.Diagnostics;
using FlowCore.Data;
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

    private readonly Stopwatch _wall = Stopwatch.StartNew();
    private readonly RunPlan _plan;
    private readonly IRunObserver _observer;
    private long _nonFinite;
    private int _unscored;

    /// <summary>A run with a model that has its first weights, and nothing written yet.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="backend">Where.</param>
    /// <param name="observer">Watches it, or null.</param>
    /// <exception cref="FlowException">The plan's parts do not fit each other, or a batch does not fit into memory.</exception>
    public TrainingRun(RunPlan plan, IBackend backend, IRunObserver? observer = null)
    {
        (_plan, _observer) = (plan, observer ?? new Unobserved());
        Model = new FlowModel(plan.Model, backend, plan.Training.Seed, plan.Catalog);
        try
        {
            Trainer = new Trainer(Model, plan.Data.Train, plan.Training);
        }
        catch
        {
            Model.Dispose();
            throw;
        }
    }

    /// <summary>The model.</summary>
    public FlowModel Model { get; }

    /// <summary>What trains it.</summary>
    public Trainer Trainer { get; }

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
        var folder = RunFolder.Create(_plan.Folder, _plan.Name);
        var saved = new RunCheckpoint(Model, Trainer, folder, _observer);
        try
        {
            var record = Record;
            record.Save(folder.Config);
            _observer.Begin(this, folder, record);
            using var metrics = new MetricsLog(folder.Metrics, _plan.Training.BatchSize);
            _observer.Watch(() =>
            {
                Trainer.Initialize(_observer.Note, stop);

                // Before the first step, so that a disk without room ends the run now and not after an hour.
                Draw(folder, Trainer.Step);
                saved.Save();
                saved.ThrowIfUseless("a start that scores its images");
                Train(folder, saved, metrics, stop);
                saved.Save();
            });
            metrics.PutBack();
        }
        catch
        {
            if (saved.SavedStep is null)
            {
                folder.Discard();
            }
            else
            {
                saved.Rescue();
            }

            throw;
        }

        if (stop.IsCancellationRequested)
        {
            return Ended(isInterrupted: true);
        }

        saved.ThrowIfUseless("a model that scores the images it started from");
        try
        {
            return Ended(isInterrupted: false, Evaluate(_plan.Data.Valid, stop), Evaluate(_plan.Data.Test, stop));
        }
        catch (OperationCanceledException)
        {
            return Ended(isInterrupted: true);
        }

        RunResult Ended(bool isInterrupted, EvaluationResult? valid = null, EvaluationResult? test = null) =>
            new(folder, isInterrupted, saved.SavedStep.GetValueOrDefault(), valid, test, _nonFinite, _unscored);
    }

    /// <summary>Gives the memory of model and training back.</summary>
    public void Dispose()
    {
        Trainer.Dispose();
        Model.Dispose();
    }

    private static bool IsDue(int step, int every) => every > 0 && step % every == 0;

    private void Train(RunFolder folder, RunCheckpoint saved, MetricsLog metrics, CancellationToken stop)
    {
        var steps = _plan.Training.MaxSteps;
        while (Trainer.Step < steps && !stop.IsCancellationRequested)
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

            Times.Add(step.Milliseconds, step.DataWaitMilliseconds);
            metrics.Write(step);
            foreach (var line in step.Unreadable)
            {
                _observer.Note($"skipped {line}");
            }

            if (step.Refusal is { } refusal)
            {
                _observer.Note($"refused {refusal}");
            }

            var pace = Times.RecentMean();
            _observer.Show(step, 1000 * _plan.Training.BatchSize / pace, TimeSpan.FromMilliseconds(pace * (steps - step.Step)));
            if (step.Step == steps || IsDue(step.Step, _plan.CheckpointEvery))
            {
                saved.Save();
            }

            if (step.Step == steps || IsDue(step.Step, _plan.SampleEvery))
            {
                Draw(folder, step.Step);
            }
        }
    }

    /// <summary>The same latents at every step, so that the pictures of a run compare.</summary>
    private void Draw(RunFolder folder, int step)
    {
        var drawn = Model.Sample(PictureImages, seed: _plan.Training.Seed);
        _nonFinite = drawn.NonFinite;
        if (drawn.Refusal(FormattableString.Invariant($"samples at step {step}")) is { } refusal)
        {
            _observer.Note(refusal.Message);
            return;
        }

        _plan.SavePicture?.Invoke(folder.Sample(step), drawn.Images, Model.PixelMap.Bits);
    }

    private EvaluationResult? Evaluate(IImageSet? images, CancellationToken stop)
    {
        if (images is null)
        {
            return null;
        }

        Action<string>? unreadable = _plan.Training.SkipUnreadable ? Skip : null;
        return Evaluator.Evaluate(Model, images, _plan.Training.Seed, roundTrip: false, unreadable, stop);

        void Skip(string line)
        {
            _observer.Note($"skipped {line}");
            _unscored++;
        }
    }

    private sealed class Unobserved : IRunObserver;
}
