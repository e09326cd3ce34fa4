namespace FlowCore.Evaluation;

/// <summary>What a model makes of a set of images.</summary>
/// <param name="Images">How many were scored.</param>
/// <param name="BitsPerDimension">The mean over images, of an image the mean over the draws.</param>
/// <param name="StandardError">The standard error of that mean, NaN for a single image: there is none.</param>
/// <param name="DifferingBytes">Bytes that encoding and decoding did not bring back.</param>
/// <param name="NonFinite">Numbers that were NaN or infinite after decoding.</param>
/// <param name="NonFinitePlace">Where the first of them arose; null when there are none.</param>
public sealed record EvaluationResult(
    int Images, double BitsPerDimension, double StandardError, long DifferingBytes, long NonFinite, string? NonFinitePlace = null)
{
    /// <summary>Mean ln p of an image in nats, pixels counted in levels: <see cref="BitsPerDimension"/> without the unit.</summary>
    public double LogDensity { get; init; }

    /// <summary>The mean of its part ln p(z).</summary>
    public double LogPrior { get; init; }

    /// <summary>The mean of its part <c>ln |det ∂z/∂(v + u)|</c>, the pixel map's included.</summary>
    public double LogDet { get; init; }

    /// <summary>The importance-weighted bound in bits per dimension, the mean over images; null where none was asked for.</summary>
    public double? Bound { get; init; }

    /// <summary>The standard error of <see cref="Bound"/>; null where there is none.</summary>
    public double? BoundStandardError { get; init; }

    /// <summary>
    /// The SHA-256, in hexadecimal digits, of the pixels that were scored: of channels, height and width as 32-bit little-endian
    /// integers and of the bytes of all images in their order. Scores of one hash are of the same images.
    /// </summary>
    public string PixelsHash { get; init; } = "";
}
