namespace FlowCore.Runs;

/// <summary>Several observers as one: each is told everything, in their order.</summary>
/// <param name="observers">The observers; the first watches the others.</param>
public sealed class RunObservers(params IReadOnlyList<IRunObserver> observers) : IRunObserver
{
    /// <inheritdoc/>
    public void Begin(TrainingRun run, RunFolder folder, RunRecord record)
    {
        foreach (var observer in observers)
        {
            observer.Begin(run, folder, record);
        }
    }

    /// <inheritdoc/>
    public void Watch(Action training)
    {
        foreach (var observer in observers.Reverse())
        {
            var inner = training;
            training = () => observer.Watch(inner);
        }

        training();
    }

    /// <inheritdoc/>
    public void Show(StepReport step)
    {
        foreach (var observer in observers)
        {
            observer.Show(step);
        }
    }

    /// <inheritdoc/>
    public void Evaluated(RunEvaluation evaluation)
    {
        foreach (var observer in observers)
        {
            observer.Evaluated(evaluation);
        }
    }

    /// <inheritdoc/>
    public void Sampled(int step, string path)
    {
        foreach (var observer in observers)
        {
            observer.Sampled(step, path);
        }
    }

    /// <inheritdoc/>
    public void Note(string line)
    {
        foreach (var observer in observers)
        {
            observer.Note(line);
        }
    }
}
