using FlowCore.Runs;

namespace FlowCore.Tests.Support;

/// <summary>Remembers what a run says, and does something at a step.</summary>
internal sealed class RunWatcher : IRunObserver
{
    public List<string> Lines { get; } = [];

    public List<int> Steps { get; } = [];

    public int? FirstStep { get; private set; }

    /// <summary>What to do right after a step.</summary>
    public (int Step, Action Act)? At { get; init; }

    public void Begin(TrainingRun run, RunFolder folder, RunRecord record) => FirstStep = run.FirstStep;

    public void Show(StepReport step)
    {
        Steps.Add(step.Metrics.Step);
        if (At is { } at && at.Step == step.Metrics.Step)
        {
            at.Act();
        }
    }

    public void Note(string line) => Lines.Add(line);
}
