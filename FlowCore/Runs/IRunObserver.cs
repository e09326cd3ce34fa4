namespace FlowCore.Runs;

/// <summary>Watches a run: whoever draws its progress, or collects its numbers. Called on the thread that trains.</summary>
public interface IRunObserver
{
    /// <summary>
    /// The run has its folder, and begins or goes on: what was written of steps after the one that it goes on from is to be
    /// removed, as they are taken again.
    /// </summary>
    /// <param name="run">The run, whose <see cref="TrainingRun.FirstStep"/> says where it goes on from.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="record">All that decided it.</param>
    void Begin(TrainingRun run, RunFolder folder, RunRecord record)
    {
    }

    /// <summary>Runs the training; the members below are called from inside it.</summary>
    /// <param name="training">What to call, once.</param>
    void Watch(Action training) => training();

    /// <summary>Shows a step, which <c>metrics.jsonl</c> has by now.</summary>
    /// <param name="step">The step.</param>
    void Show(StepReport step)
    {
    }

    /// <summary>The model was evaluated, right after the step that is named.</summary>
    /// <param name="evaluation">What was found.</param>
    void Evaluated(RunEvaluation evaluation)
    {
    }

    /// <summary>A picture of samples was written.</summary>
    /// <param name="step">The step that the model has behind it.</param>
    /// <param name="path">The file.</param>
    void Sampled(int step, string path)
    {
    }

    /// <summary>Says something that stays, in one line.</summary>
    /// <param name="line">The line.</param>
    void Note(string line)
    {
    }
}
