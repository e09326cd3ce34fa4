using System.Text.Json;
using FlowCore.Evaluation;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <content>What it does at its start and after each step.</content>
public sealed partial class TrainingRun
{
    private const int PictureImages = 64;

    // Often enough to see it grow, and seldom enough that asking the system takes no time.
    private const int MemoryEvery = 20;

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
        var forensics = new RunForensics(folder, _plan);
        var guard = new GainGuard(Model, _plan.GainEvery, _plan.GainLimit, _observer.Note);
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
            var report = Report(step, evaluation, guard.AfterStep(step.Step));
            metrics.Write(report);
            Tell(report, forensics);
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
            if (RoundTripLoss.Line(Model, evaluation.DifferingBytes, (int)(evaluation.RoundTripBytes / Model.Image.Dimensions)) is { } loss)
            {
                _observer.Note($"WARNING: {loss}");
            }
        }
    }

    /// <summary>The same latents at every step, so that the pictures of a run compare.</summary>
    private void Draw(RunFolder folder, int step)
    {
        var drawn = AveragedModel.Use(Trainer, () => Model.Sample(PictureImages, seed: _plan.Training.Seed));
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
}
