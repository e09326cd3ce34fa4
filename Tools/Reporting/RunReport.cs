using FlowCore.Files;
using FlowCore.Runs;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Reporting;

/// <summary>A training run on a terminal: what it is, how it goes on, how it ended.</summary>
internal sealed class RunReport(RunPlan plan, Terminal terminal) : IRunObserver
{
    private readonly IRunObserver _progress = TrainProgress.For(terminal, plan.Training.MaxSteps);

    /// <inheritdoc/>
    public void Begin(TrainingRun run, RunFolder folder, RunRecord record) => Describe(
        run, record, run.FirstStep == 0 ? folder.Path : FormattableString.Invariant($"{folder.Path}, from step {run.FirstStep:N0} on"));

    /// <inheritdoc/>
    public void Watch(Action training) => _progress.Watch(training);

    /// <inheritdoc/>
    public void Show(StepReport step) => _progress.Show(step);

    /// <inheritdoc/>
    public void Evaluated(RunEvaluation evaluation)
    {
        if (StepText.Evaluation(evaluation) is { } line)
        {
            Note(line);
        }
    }

    /// <inheritdoc/>
    public void Note(string line) => _progress.Note(line);

    /// <summary>Says what would be trained, of a run that is not.</summary>
    /// <param name="run">The run, as <see cref="PlanCost.Of"/> takes it.</param>
    /// <param name="record">What it would be.</param>
    /// <param name="skipped">Files of the data that were left out.</param>
    /// <param name="asJson">Whether an object follows.</param>
    public void WritePlan(TrainingRun run, RunRecord record, int skipped, bool asJson)
    {
        var cost = PlanCost.Of(run, plan.Training, terminal.Stop);
        Describe(run, record, "none, as nothing is trained");
        terminal.Output.WriteLine();
        cost.Write(terminal.Output, plan.Training.MaxSteps);
        if (asJson)
        {
            JsonLine.Write(terminal.Output, json =>
            {
                json.WriteString("format", plan.Data.Format);
                json.WriteShape(run.Model.Image);
                json.WriteNumber("train", plan.Data.Train.Count);
                json.WriteNumber("valid", plan.Data.Valid?.Count ?? 0);
                json.WriteNumber("test", plan.Data.Test?.Count ?? 0);
                json.WriteNumber("skipped", skipped);
                json.WriteNumber("steps", plan.Training.MaxSteps);
                json.WriteNumber("parameters", run.Model.Arena.Count);
                cost.WriteMembers(json, plan.Training.MaxSteps);
            });
        }
    }

    /// <summary>Says how a run ended.</summary>
    /// <param name="run">The run.</param>
    /// <param name="result">Its end.</param>
    /// <param name="skipped">Files of the data that were left out.</param>
    /// <param name="asJson">Whether an object follows.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int WriteResult(TrainingRun run, RunResult result, int skipped, bool asJson)
    {
        if (result.IsInterrupted)
        {
            var saved = result.SavedStep == run.Trainer.Step
                ? "the model"
                : FormattableString.Invariant($"the model of step {result.SavedStep}");
            terminal.Error.WriteLine(Failure.OneLine(FormattableString.Invariant(
                $"stopped after step {run.Trainer.Step} of {plan.Training.MaxSteps}; {saved} is in {result.Folder.Checkpoint}")));
            return ExitCode.Interrupted;
        }

        Score.ThrowIfNotFinite(result.Test!, plan.Data.Test!);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(Failure.OneLine($"model: {result.Folder.Checkpoint}"));
        if (result.Valid is { } valid)
        {
            Score.ThrowIfNotFinite(valid, plan.Data.Valid!);
            terminal.Output.WriteLine(Score.Line(valid, plan.Data.Valid!));
        }

        terminal.Output.WriteLine(Score.Line(result.Test!, plan.Data.Test!));
        if (asJson)
        {
            WriteJson(run, result, skipped);
        }

        if (result.NonFinite == 0)
        {
            return ExitCode.Good;
        }

        terminal.Error.WriteLine(FormattableString.Invariant(
            $"samples: expected finite numbers, got {result.NonFinite} that are not. Lower --lr, or lengthen --warmup."));
        return ExitCode.JobFailed;
    }

    private void Describe(TrainingRun run, RunRecord record, string folder)
    {
        terminal.Output.WriteLine(record.Describe(folder));
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(run.Model);
    }

    private void WriteJson(TrainingRun run, RunResult result, int skipped) => JsonLine.Write(terminal.Output, json =>
    {
        var median = run.Times.Median();
        json.WriteString("run", result.Folder.Path);
        json.WriteNumber("steps", run.Trainer.Step);
        json.WriteNumber("parameters", run.Model.Arena.Count);
        json.WriteNumber("frozen", run.Model.FixedEntries);
        if (result.Valid is { } valid)
        {
            json.WriteNumber("validBpd", valid.BitsPerDimension);
            json.WriteFinite("validBpdStdErr", valid.StandardError);
        }

        json.WriteNumber("testBpd", result.Test!.BitsPerDimension);
        json.WriteFinite("testBpdStdErr", result.Test.StandardError);
        json.WriteFinite("msPerStep", Math.Round(median, 3));
        json.WriteFinite("imagesPerSecond", Math.Round(1000 * plan.Training.BatchSize / median, 1));
        json.WriteFinite("dataWaitShare", Math.Round(run.Times.WaitShare(), 4));
        json.WriteNumber("skippedFiles", skipped);
        json.WriteNumber("unreadableImages", run.Trainer.Unreadable + result.Unscored);
        json.WriteNumber("refusedSteps", run.Trainer.Refused);
        json.WriteNumber("wallSeconds", Math.Round(run.Wall.TotalSeconds, 3));
    });
}
