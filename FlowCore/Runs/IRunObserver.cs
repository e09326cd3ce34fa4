using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>Watches a run: whoever draws its progress, or collects its numbers. Called on the thread that trains.</summary>
public interface IRunObserver
{
    /// <summary>The run has its folder, and begins.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="record">All that decided it.</param>
    void Begin(TrainingRun run, RunFolder folder, RunRecord record)
    {
    }

    /// <summary>Runs the training; the members below are called from inside it.</summary>
    /// <param name="training">What to call, once.</param>
    void Watch(Action training) => training();

    /// <summary>Shows a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="imagesPerSecond">The rate of the last steps.</param>
    /// <param name="left">The time that the steps to come will take.</param>
    void Show(StepMetrics step, double imagesPerSecond, TimeSpan left)
    {
    }

    /// <summary>Says something that stays, in one line.</summary>
    /// <param name="line">The line.</param>
    void Note(string line)
    {
    }
}
