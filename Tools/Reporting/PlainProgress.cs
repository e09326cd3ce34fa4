using FlowCore.Runs;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Reporting;

/// <summary>A line now and then, for logs.</summary>
internal sealed class PlainProgress(TextWriter error, int steps) : IRunObserver
{
    private const int Every = 50;

    private RunEvaluation? _last;

    /// <inheritdoc/>
    public void Watch(Action training) => training();

    /// <inheritdoc/>
    public void Show(StepReport step)
    {
        _last = step.Evaluation ?? _last;
        if (step.Metrics.Step % Every == 0 || step.Metrics.Step == steps)
        {
            error.WriteLine(FormattableString.Invariant($"step {step.Metrics.Step}/{steps}  ")
                + $"{StepText.Numbers(step, _last)}  {StepText.Left(step.Left)}");
        }
    }

    /// <inheritdoc/>
    public void Note(string line) => error.WriteLine(Failure.OneLine(FlagNames.In(line)));
}
