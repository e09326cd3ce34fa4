using System.Diagnostics;
using FlowCore.Backends;
using FlowCore.Data;
using FlowCore.Evaluation;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Tools.Reporting;
using FlowCore.Training;

namespace FlowCore.Tools.Runs;

/// <summary>Trains one model and writes its run folder.</summary>
internal sealed class TrainRun(TrainPlan plan, IBackend backend, Terminal terminal)
{
    private const int PictureImages = 64;
    private const double PictureTemperature = 0.7;

    private readonly Stopwatch _wall = Stopwatch.StartNew();
    private readonly StepTimes _times = new();
    private long _nonFinite;
    private int _unscored;
    private readonly ITrainProgress _progress = TrainProgress.For(terminal, plan.Training.MaxSteps);

    /// <summary>Trains, saves and evaluates.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Execute()
    {
        using var model = new FlowModel(plan.Model, backend, plan.Training.Seed);
        using var trainer = new Trainer(model, plan.Train, plan.Training);
        foreach (var line in DataText.Skipped(plan.Data.Source))
        {
            terminal.Error.WriteLine(Failure.OneLine(line));
        }

        if (plan.IsDryRun)
        {
            return DryRun(model);
        }

        // From the folder on, a signal to stop ends the run as it should end, and not at once.
        using var hold = terminal.Hold();
        var folder = RunFolder.Create(plan.Out, plan.Preset);
        var saved = new RunCheckpoint(model, trainer, folder, _progress);
        try
        {
            var config = RunConfig.Of(plan, backend.Name);
            config.Save(folder.Config);
            terminal.Output.WriteLine(config.Describe(folder.Path));
            terminal.Output.WriteLine();
            terminal.Output.WriteLine(model);
            using var metrics = new MetricsLog(folder.Metrics, plan.Training.BatchSize);
            _progress.Watch(() =>
            {
                trainer.Initialize(_progress.Note, terminal.Stop);

                // Before the first step, so that a disk without room ends the run now and not after an hour.
                Picture(model, folder, trainer.Step);
                saved.Save();
                saved.ThrowIfUseless("a start that scores its images");
                Train(model, trainer, folder, saved, metrics);
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

        if (terminal.Stop.IsCancellationRequested)
        {
            return Interrupted(folder, trainer, saved);
        }

        saved.ThrowIfUseless("a model that scores the images it started from");
        try
        {
            return Evaluate(model, trainer, folder);
        }
        catch (OperationCanceledException)
        {
            return Interrupted(folder, trainer, saved);
        }
    }

    private int DryRun(FlowModel model)
    {
        terminal.Output.WriteLine(RunConfig.Of(plan, backend.Name).Describe("none, as nothing is trained"));
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(model);
        if (plan.Json)
        {
            JsonLine.Write(terminal.Output, json =>
            {
                json.WriteString("format", plan.Data.Source.Format);
                json.WriteShape(model.Config.Image);
                json.WriteNumber("train", plan.Train.Count);
                json.WriteNumber("valid", plan.Valid?.Count ?? 0);
                json.WriteNumber("test", plan.Test.Count);
                json.WriteNumber("skipped", plan.Data.Source.Skipped.Count);
                json.WriteNumber("steps", plan.Training.MaxSteps);
                json.WriteNumber("parameters", model.Arena.Count);
            });
        }

        return ExitCode.Good;
    }

    private void Train(
        FlowModel model, Trainer trainer, RunFolder folder, RunCheckpoint saved, MetricsLog metrics)
    {
        var steps = plan.Training.MaxSteps;
        while (trainer.Step < steps && !terminal.Stop.IsCancellationRequested)
        {
            StepMetrics step;
            try
            {
                step = trainer.RunStep(terminal.Stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            _times.Add(step.Milliseconds, step.DataWaitMilliseconds);
            metrics.Write(step);
            foreach (var line in step.Unreadable)
            {
                _progress.Note($"skipped {line}");
            }

            if (step.Refusal is { } refusal)
            {
                _progress.Note($"refused {refusal}");
            }

            var pace = _times.RecentMean();
            _progress.Show(step, 1000 * plan.Training.BatchSize / pace, TimeSpan.FromMilliseconds(pace * (steps - step.Step)));
            if (step.Step == steps || IsDue(step.Step, plan.CheckpointEvery))
            {
                saved.Save();
            }

            if (step.Step == steps || IsDue(step.Step, plan.SampleEvery))
            {
                Picture(model, folder, step.Step);
            }
        }
    }

    private static bool IsDue(int step, int every) => every > 0 && step % every == 0;

    /// <summary>The same latents at every step, so that the pictures of a run compare.</summary>
    private void Picture(FlowModel model, RunFolder folder, int step)
    {
        var drawn = model.Sample(PictureImages, PictureTemperature, plan.Training.Seed);
        _nonFinite = drawn.NonFinite;
        if (drawn.Refusal(FormattableString.Invariant($"samples at step {step}")) is { } refusal)
        {
            _progress.Note(refusal.Message);
            return;
        }

        new PictureGrid(model.Config.Image, PictureImages, model.Config.Bits).Save(folder.Sample(step), drawn.Images);
    }

    private int Evaluate(FlowModel model, Trainer trainer, RunFolder folder)
    {
        var valid = plan.Valid is null ? null : Evaluate(model, plan.Valid);
        var test = Evaluate(model, plan.Test);
        Score.ThrowIfNotFinite(test, plan.Test);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(Failure.OneLine($"model: {folder.Checkpoint}"));
        if (valid is not null)
        {
            Score.ThrowIfNotFinite(valid, plan.Valid!);
            terminal.Output.WriteLine(Score.Line(valid, plan.Valid!));
        }

        terminal.Output.WriteLine(Score.Line(test, plan.Test));
        if (plan.Json)
        {
            WriteJson(model, trainer, folder, valid, test);
        }

        if (_nonFinite == 0)
        {
            return ExitCode.Good;
        }

        terminal.Error.WriteLine(FormattableString.Invariant(
            $"samples: expected finite numbers, got {_nonFinite} that are not. Lower --lr, or lengthen --warmup."));
        return ExitCode.JobFailed;
    }

    private EvaluationResult Evaluate(FlowModel model, IImageSet images)
    {
        Action<string>? unreadable = plan.Training.SkipUnreadable ? Skip : null;
        return Evaluator.Evaluate(model, images, plan.Training.Seed, roundTrip: false, unreadable, terminal.Stop);

        void Skip(string line)
        {
            _progress.Note($"skipped {line}");
            _unscored++;
        }
    }

    private int Interrupted(RunFolder folder, Trainer trainer, RunCheckpoint checkpoint)
    {
        var saved = checkpoint.SavedStep == trainer.Step
            ? "the model"
            : FormattableString.Invariant($"the model of step {checkpoint.SavedStep}");
        terminal.Error.WriteLine(Failure.OneLine(FormattableString.Invariant(
            $"stopped after step {trainer.Step} of {plan.Training.MaxSteps}; {saved} is in {folder.Checkpoint}")));
        return ExitCode.Interrupted;
    }

    private void WriteJson(
        FlowModel model, Trainer trainer, RunFolder folder, EvaluationResult? valid, EvaluationResult test) =>
        JsonLine.Write(terminal.Output, json =>
        {
            var median = _times.Median();
            json.WriteString("run", folder.Path);
            json.WriteNumber("steps", trainer.Step);
            json.WriteNumber("parameters", model.Arena.Count);
            json.WriteNumber("frozen", model.Frozen);
            if (valid is not null)
            {
                json.WriteNumber("validBpd", valid.BitsPerDimension);
                json.WriteFinite("validBpdStdErr", valid.StandardError);
            }

            json.WriteNumber("testBpd", test.BitsPerDimension);
            json.WriteFinite("testBpdStdErr", test.StandardError);
            json.WriteFinite("msPerStep", Math.Round(median, 3));
            json.WriteFinite("imagesPerSecond", Math.Round(1000 * plan.Training.BatchSize / median, 1));
            json.WriteFinite("dataWaitShare", Math.Round(_times.WaitShare(), 4));
            json.WriteNumber("skippedFiles", plan.Data.Source.Skipped.Count);
            json.WriteNumber("unreadableImages", trainer.Unreadable + _unscored);
            json.WriteNumber("refusedSteps", trainer.Refused);
            json.WriteNumber("wallSeconds", Math.Round(_wall.Elapsed.TotalSeconds, 3));
        });
}
