using FlowCore.Runs;
using FlowCore.Training;

namespace FlowCore.Tests.Runs;

/// <summary>Steps of runs that never were.</summary>
internal static class Reports
{
    public static StepReport Of(int step, double bits = 3.5, string? refusal = null) => new(
        new StepMetrics(step, bits, -1000, -900, 31.2, 1, 0.004, 100, 1, refusal, [])
        {
            Nats = 1900,
            Phases = new StepPhases(40, 50, 9),
        },
        ImagesPerSecond: 1000,
        Left: TimeSpan.FromSeconds(90),
        BatchSize: 100,
        Refused: 0);
}
