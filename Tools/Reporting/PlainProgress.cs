using FlowCore.Runs;
using FlowCore.Tools.Shell;
using FlowCore.Training;

namespace FlowCore.Tools.Reporting;

/// <summary>A line now and then, for logs.</summary>
internal sealed class PlainProgress(TextWriter error, int steps) : IRunObserver
{
    private const int Every = 50;

    /// <inheritdoc/>
    public void Watch(Action training) => training();

    /// <inheritdoc/>
    public void Show(StepMetrics step, double imagesPerSecond, TimeSpan left)
    {
        if (step.Step % Every == 0 || step.Step == steps)
        {
            error.WriteLine(FormattableString.Invariant($"step {step.Step}/{steps}  ")
                + $"{StepText.Numbers(step, imagesPerSecond)}  {StepText.Left(left)}");
        }
    }

    /// <inheritdoc/>
    public void Note(string line) => error.WriteLine(Failure.OneLine(FlagNames.In(line)));
}
