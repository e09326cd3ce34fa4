using FlowCore.Runs;

namespace FlowCore.Tools.Reporting;

/// <summary>A training step in words, the same on a terminal and in a log.</summary>
internal static class StepText
{
    /// <summary><c>3.4567 bits/dim  valid 3.4712  grad 31.2  lr 0.00467  870 images/s</c>.</summary>
    /// <param name="step">The step.</param>
    /// <param name="last">What was evaluated last, or null.</param>
    public static string Numbers(StepReport step, RunEvaluation? last)
    {
        var valid = last?.ValidBitsPerDimension is { } bits ? FormattableString.Invariant($"valid {bits:F4}  ") : "";
        return FormattableString.Invariant($"{step.Metrics.BitsPerDimension:F4} bits/dim  {valid}")
            + FormattableString.Invariant($"grad {step.Metrics.GradientNorm:G4}  lr {step.Metrics.LearningRate:G3}  ")
            + FormattableString.Invariant($"{step.ImagesPerSecond:F0} images/s");
    }

    /// <summary>
    /// <c>step 500: validation 3.4712 bits/dim, with averaged weights 3.4501; 3 of 50,176 bytes do not come back</c>; null where
    /// there is nothing to say.
    /// </summary>
    public static string? Evaluation(RunEvaluation evaluation)
    {
        string?[] parts =
        [
            evaluation.ValidBitsPerDimension is { } bits
                ? FormattableString.Invariant($"validation {bits:F4} bits/dim")
                    + (evaluation.AverageBitsPerDimension is { } average ? FormattableString.Invariant($", with averaged weights {average:F4}") : "")
                : null,
            evaluation.DifferingBytes == 0
                ? null
                : FormattableString.Invariant($"{evaluation.DifferingBytes:N0} of {evaluation.RoundTripBytes:N0} bytes do not come back"),
        ];
        var said = string.Join("; ", parts.OfType<string>());
        return said.Length == 0 ? null : FormattableString.Invariant($"step {evaluation.Step}: {said}");
    }

    /// <summary><c>1:32 left</c>.</summary>
    public static string Left(TimeSpan left) => left.TotalHours >= 1
        ? FormattableString.Invariant($"{(int)left.TotalHours}:{left:mm\\:ss} left")
        : FormattableString.Invariant($"{left:m\\:ss} left");
}
