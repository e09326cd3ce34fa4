using FlowCore.Evaluation;
using FlowCore.Training;

namespace FlowCore.Runs;

/// <summary>A step of a run with all that is known after it.</summary>
/// <param name="Metrics">The step in numbers.</param>
/// <param name="ImagesPerSecond">The rate of the last steps.</param>
/// <param name="Left">The time that the steps to come will take.</param>
/// <param name="BatchSize">Images of the step.</param>
/// <param name="Refused">Steps that were refused so far, this one included.</param>
public sealed record StepReport(StepMetrics Metrics, double ImagesPerSecond, TimeSpan Left, int BatchSize, int Refused)
{
    /// <summary>What was measured of the model right after the step; null where nothing was.</summary>
    public RunEvaluation? Evaluation { get; init; }

    /// <summary>The memory after it; null where it was not looked at.</summary>
    public MemoryUse? Memory { get; init; }

    /// <summary>What the model's inverse amplifies; null where it was not measured.</summary>
    public StabilityReport? Stability { get; init; }
}
