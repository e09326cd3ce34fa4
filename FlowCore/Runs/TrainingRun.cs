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
    private const double PictureTemperature = 0.7;

    // Often enough to see it grow, and seldom enough that asking the system takes no time.
    private const int MemoryEvery = 20;

    private readonly Stopwatch _wall = Stopwatch.StartNew();
    private readonly RunPlan _plan;
    private readonly IRunObserver _observer;
    private long _nonFinite;
    private int _unscored;

    /// <summary>A run with a model that has its first weights, and nothing written yet.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="backend">Where.</param>
    /// <param name="observer">Watches it, or null.</param>
    /// <exception cref="FlowOptionException">A plateau is asked for, and no validation images to see it by.</exception>
    /// <exception cref="FlowException">The plan's parts do not fit each other, or a batch does not fit into memory.</exception>
    public TrainingRun(RunPlan plan, IBackend backend, IRunObserver? observer = null)
    {
        ThrowIfUnscored(plan);
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
            using var metrics = new MetricsLog(folder.Metrics);
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

    /// <summary>Whether something that is done every so many steps is due after a step, as all is after the last.</summary>
    private bool IsDue(int step, int every) => step == _plan.Training.MaxSteps || (every > 0 && step % every == 0);

    private void Train(RunFolder folder, RunCheckpoint saved, MetricsLog metrics, CancellationToken stop)
    {
        var forensics = new RunForensics(folder, _plan);
        var evaluator = new RunEvaluator(Model, Trainer.Average, _plan, line => _observer.Note($"skipped {line}"));
        var guard = new GainGuard(Model, _plan.GainEvery, _plan.GainLimit, _observer.Note);
        if (Trainer.AwaitsScore(_plan.EvaluateEvery))
        {
            Observe(evaluator.Evaluate(Trainer.Step, stop));
        }

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

            // A step that was done is written even if the run is stopped while it is evaluated.
            var evaluation = IsDue(step.Step, _plan.EvaluateEvery) ? evaluator.Evaluate(step.Step, stop) : null;
            Observe(evaluation);
            var report = Report(step, evaluation, guard.AfterStep(step.Step));
            metrics.Write(report);
            Tell(report, forensics);
            if (IsDue(Trainer.Step, _plan.CheckpointEvery))
            {
                saved.Save();
            }

            if (IsDue(Trainer.Step, _plan.SampleEvery))
            {
                Draw(folder, Trainer.Step);
            }
        }
    }

    // Not the one at the end of a run: a run that ends there and goes on later would differ from one that never ended.
    private void Observe(RunEvaluation? evaluation)
    {
        if (evaluation?.ValidBitsPerDimension is { } bits && Trainer.AwaitsScore(_plan.EvaluateEvery))
        {
            Trainer.Observe(bits);
        }
    }

    private StepReport Report(StepMetrics step, RunEvaluation? evaluation, StabilityReport? stability)
    {
        Times.Add(step.Milliseconds, step.DataWaitMilliseconds);
        var (pace, batch) = (Times.RecentMean(), _plan.Training.BatchSize);
        var left = TimeSpan.FromMilliseconds(pace * (_plan.Training.MaxSteps - step.Step));
        return new StepReport(step, 1000 * batch / pace, left, batch, Trainer.Refused)
        {
            Evaluation = evaluation,
            Stability = stability,
            Memory = IsDue(step.Step, MemoryEvery) ? MemoryUse.Of(Model.Backend) : null,
        };
    }

    private void Tell(StepReport report, RunForensics forensics)
    {
        foreach (var line in report.Metrics.Unreadable)
        {
            _observer.Note($"skipped {line}");
        }

        if (report.Metrics.Bad is { } bad)
        {
            _observer.Note($"refused {bad.Line}; {forensics.Save(bad)}");
        }

        _observer.Show(report);
        if (report.Evaluation is { } evaluation)
        {
            _observer.Evaluated(evaluation);
        }
    }

    /// <summary>The same latents at every step, so that the pictures of a run compare.</summary>
    private void Draw(RunFolder folder, int step)
    {
        var drawn = WithAverage(() => Model.Sample(PictureImages, PictureTemperature, _plan.Training.Seed));
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

    private EvaluationResult? Evaluate(IImageSet? images, CancellationToken stop)
    {
        if (images is null)
        {
            return null;
        }

        Action<string>? unreadable = _plan.Training.SkipUnreadable ? Skip : null;
        return WithAverage(() => Evaluator.Evaluate(Model, images, _plan.Training.Seed, roundTrip: false, unreadable, stop));

        void Skip(string line)
        {
            _observer.Note($"skipped {line}");
            _unscored++;
        }
    }

    /// <summary>Something of the averaged weights, or of those there are where no average is kept.</summary>
    private T WithAverage<T>(Func<T> make)
    {
        if (Trainer.Average is not { } average)
        {
            return make();
        }

        var made = default(T);
        average.Use(() => made = make());
        return made!;
    }

    private static void ThrowIfUnscored(RunPlan plan)
    {
        if (plan.Training.Schedule == ScheduleKind.Plateau && (plan.Data.Valid is null || plan.EvaluateEvery == 0))
        {
            throw new FlowOptionException(
                "TrainingOptions.Schedule",
                "validation images that are scored now and then, for a plateau",
                plan.Data.Valid is null ? "no validation images" : "RunPlan.EvaluateEvery 0",
                plan.Data.Valid is null ? "Hold some out with DataOptions.ValidFraction." : "Set it to a number of steps.");
        }
    }

    private sealed class Unobserved : IRunObserver;
}
