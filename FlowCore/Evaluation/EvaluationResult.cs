namespace FlowCore.Evaluation;

/// <summary>What a model makes of a set of images.</summary>
/// <param name="Images">How many were scored.</param>
/// <param name="BitsPerDimension">The mean over images.</param>
/// <param name="StandardError">The standard error of that mean, NaN for a single image: there is none.</param>
/// <param name="DifferingBytes">Bytes that encoding and decoding did not bring back.</param>
/// <param name="NonFinite">Numbers that were NaN or infinite after decoding.</param>
/// <param name="NonFinitePlace">Where the first of them arose; null when there are none.</param>
public sealed record EvaluationResult(
    int Images, double BitsPerDimension, double StandardError, long DifferingBytes, long NonFinite, string? NonFinitePlace = null);
