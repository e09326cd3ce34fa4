using System.Diagnostics;
using FlowCore.Runs;
using FlowCore.Tools.Shell;
using Spectre.Console;

namespace FlowCore.Tools.Reporting;

/// <summary>A bar on a terminal and the step's numbers under it, drawn over at every frame.</summary>
internal sealed class LiveProgress(IAnsiConsole console, int steps) : IRunObserver
{
    private const int BarWidth = 40;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _sinceFrame = Stopwatch.StartNew();
    private LiveDisplayContext? _display;
    private RunEvaluation? _last;

    /// <inheritdoc/>
    public void Watch(Action training) => console.Live(new Text("starting from data")).Start(display =>
    {
        // Drawn from the training loop: a timer's thread would take turns with the threads that compute.
        _display = display;
        display.Refresh();
        training();
    });

    /// <inheritdoc/>
    public void Show(StepReport step)
    {
        _last = step.Evaluation ?? _last;
        if (_sinceFrame.Elapsed < Frame && step.Metrics.Step != steps)
        {
            return;
        }

        _sinceFrame.Restart();
        var position = FormattableString.Invariant($"step {step.Metrics.Step}/{steps}  ");
        _display!.UpdateTarget(new Rows(
            new Markup($"{position}{Bar(step.Metrics.Step)}  {StepText.Left(step.Left)}"),
            new Text(StepText.Numbers(step, _last))));
    }

    /// <inheritdoc/>
    public void Note(string line) => console.WriteLine(Failure.OneLine(FlagNames.In(line)));

    private string Bar(int step)
    {
        var done = (int)((long)BarWidth * step / steps);
        var (full, empty) = console.Profile.Capabilities.Unicode ? ('━', '─') : ('#', '-');
        return $"[green]{new string(full, done)}[/][grey]{new string(empty, BarWidth - done)}[/]";
    }
}
