using FlowCore.Training;

namespace FlowCore.Tools.Reporting;

/// <summary>A training step in words, the same on a terminal and in a log.</summary>
internal static class StepText
{
    /// <summary><c>3.4567 bits/dim  log p(z) -1002.3  log-det -873.5  grad 31.2  870 images/s</c>.</summary>
    public static string Numbers(StepMetrics step, double imagesPerSecond) => FormattableString.Invariant(
        $"{step.BitsPerDimension:F4} bits/dim  log p(z) {step.LogPrior:F1}  log-det {step.LogDet:F1}  ")
        + FormattableString.Invariant($"grad {step.GradientNorm:G4}  {imagesPerSecond:F0} images/s");

    /// <summary><c>1:32 left</c>.</summary>
    public static string Left(TimeSpan left) => left.TotalHours >= 1
        ? FormattableString.Invariant($"{(int)left.TotalHours}:{left:mm\\:ss} left")
        : FormattableString.Invariant($"{left:m\\:ss} left");
}
