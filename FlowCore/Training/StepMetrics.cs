namespace FlowCore.Training;

/// <summary>One training step in numbers.</summary>
/// <param name="Step">Its number, from 1.</param>
/// <param name="BitsPerDimension">The batch's mean, before the update.</param>
/// <param name="LogPrior">The batch's mean ln p(z), nats an image.</param>
/// <param name="LogDet">The batch's mean log-det, the pixel map's included, nats an image.</param>
/// <param name="GradientNorm">The 2-norm of the gradient before clipping.</param>
/// <param name="Clip">What the gradient was multiplied by for that norm: below 1 where it was clipped.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Milliseconds">Wall time.</param>
/// <param name="DataWaitMilliseconds">The part of it in which the step waited for its images.</param>
/// <param name="Refusal">Why the parameters were not updated, or null when they were.</param>
/// <param name="Unreadable">A line for each image that was found to be unreadable since the last step and replaced.</param>
public sealed record StepMetrics(
    int Step,
    double BitsPerDimension,
    double LogPrior,
    double LogDet,
    double GradientNorm,
    double Clip,
    double LearningRate,
    double Milliseconds,
    double DataWaitMilliseconds,
    string? Refusal,
    IReadOnlyList<string> Unreadable)
{
    /// <summary>What is known of a step that was refused; null of one that was done.</summary>
    public BadStep? Bad { get; init; }

    /// <summary>The loss: the batch's mean −ln p(x), nats an image.</summary>
    public double Nats { get; init; }

    /// <summary>How the rest of the time was split.</summary>
    public StepPhases Phases { get; init; }
}
