using FlowCore.Training;

namespace FlowCore.Tools.Reporting;

/// <summary>How training is watched.</summary>
internal interface ITrainProgress
{
    /// <summary>Runs the training; the other members are called from inside it.</summary>
    void Watch(Action training);

    /// <summary>Shows a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="imagesPerSecond">The rate of the last steps.</param>
    /// <param name="left">The time that the steps to come will take.</param>
    void Show(StepMetrics step, double imagesPerSecond, TimeSpan left);

    /// <summary>Says something that stays.</summary>
    void Note(string line);
}
