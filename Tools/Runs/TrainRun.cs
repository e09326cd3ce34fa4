using System.Diagnostics;
using FlowCore.Backends;
using FlowCore.Evaluation;
using FlowCore.Models;
using FlowCore.Serialization;
using FlowCore.Tools.Imaging;
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
    private int? _savedStep;
    private readonly ITrainProgress _progress = TrainProgress.For(terminal, plan.Training.MaxSteps);

    /// <summary>Trains, saves and evaluates.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Execute()
    {
        using var model = new FlowModel(plan.Model, backend, plan.Training.Seed);
        using var trainer = new Trainer(model, plan.Train, plan.Training);
        var folder = RunFolder.Create(plan.Out, plan.Preset);
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
                trainer.Initialize(_progress.Note);

                // Before the first step, so that a disk without room ends the run now and not after an hour.
                Picture(model, folder, trainer.Step);
                Save(model, folder, trainer.Step);
                Train(model, trainer, folder, metrics);
            });
        }
        catch
        {
            if (_savedStep is null)
            {
                folder.Discard();
            }

            throw;
        }

        if (terminal.Stop.IsCancellationRequested)
        {
            return Interrupted(folder, trainer);
        }

        return Evaluate(model, trainer, folder);
    }

    private void Train(FlowModel model, Trainer trainer, RunFolder folder, MetricsLog metrics)
    {
        var steps = plan.Training.MaxSteps;
        while (trainer.Step < steps && !terminal.Stop.IsCancellationRequested)
        {
            var step = trainer.RunStep();
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
                Save(model, folder, step.Step);
            }

            if (step.Step == steps || IsDue(step.Step, plan.SampleEvery))
            {
                Picture(model, folder, step.Step);
            }
        }

        if (_savedStep != trainer.Step)
        {
            Save(model, folder, trainer.Step);
        }
    }

    private void Save(FlowModel model, RunFolder folder, int step)
    {
        Checkpoint.Save(folder.Checkpoint, model, step);
        _savedStep = step;
    }

    private static bool IsDue(int step, int every) => every > 0 && step % every == 0;

    /// <summary>The same latents at every step, so that the pictures of a run compare.</summary>
    private void Picture(FlowModel model, RunFolder folder, int step)
    {
        var drawn = model.Sample(PictureImages, PictureTemperature, plan.Training.Seed);
        if (drawn.NonFinite > 0)
        {
            _progress.Note(FormattableString.Invariant(
                $"samples at step {step}: expected finite numbers, got {drawn.NonFinite} that are not; their pixels are 0."));
        }

        new PngGrid(model.Config.Image, PictureImages).Save(folder.Sample(step), drawn.Images);
    }

    private int Evaluate(FlowModel model, Trainer trainer, RunFolder folder)
    {
        EvaluationResult test;
        try
        {
            test = Evaluator.Evaluate(model, plan.Test, plan.Training.Seed, roundTrip: false, terminal.Stop);
        }
        catch (OperationCanceledException)
        {
            return Interrupted(folder, trainer);
        }

        Score.ThrowIfNotFinite(test, plan.Test);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine($"model: {folder.Checkpoint}");
        terminal.Output.WriteLine(Score.Line(test, plan.Test));
        if (plan.Json)
        {
            WriteJson(model, trainer, folder, test);
        }

        return ExitCode.Good;
    }

    private int Interrupted(RunFolder folder, Trainer trainer)
    {
        terminal.Error.WriteLine(Failure.OneLine(FormattableString.Invariant(
            $"stopped after step {trainer.Step} of {plan.Training.MaxSteps}; the model is in {folder.Checkpoint}")));
        return ExitCode.Interrupted;
    }

    private void WriteJson(FlowModel model, Trainer trainer, RunFolder folder, EvaluationResult test) =>
        JsonLine.Write(terminal.Output, json =>
        {
            var median = _times.Median();
            json.WriteString("run", folder.Path);
            json.WriteNumber("steps", trainer.Step);
            json.WriteNumber("parameters", model.Arena.Count);
            json.WriteNumber("frozen", model.Frozen);
            json.WriteNumber("testBpd", test.BitsPerDimension);
            json.WriteNumber("testBpdStdErr", test.StandardError);
            json.WriteFinite("msPerStep", Math.Round(median, 3));
            json.WriteFinite("imagesPerSecond", Math.Round(1000 * plan.Training.BatchSize / median, 1));
            json.WriteFinite("dataWaitShare", Math.Round(_times.WaitShare(), 4));
            json.WriteNumber("unreadableImages", trainer.Unreadable);
            json.WriteNumber("refusedSteps", trainer.Refused);
            json.WriteNumber("wallSeconds", Math.Round(_wall.Elapsed.TotalSeconds, 3));
        });
}
