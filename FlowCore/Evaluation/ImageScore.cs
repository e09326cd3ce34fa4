namespace FlowCore.Evaluation;

/// <summary>What a model makes of one image. Densities are over pixels counted in levels, in nats, and means over the draws.</summary>
/// <param name="Name">What the image is called inside its source (<see cref="Data.IImageSet.NameOf"/>).</param>
/// <param name="Id">What its draws are keyed by.</param>
/// <param name="Label">Its class, or null where images have no labels.</param>
/// <param name="BitsPerDimension"><c>−ln p / (D·ln 2)</c>.</param>
/// <param name="LogDensity">ln p, the sum of the next two.</param>
/// <param name="LogPrior">ln p(z).</param>
/// <param name="LogDet"><c>ln |det ∂z/∂(v + u)|</c>, the pixel map's included.</param>
public sealed record ImageScore(
    string Name, int Id, int? Label, double BitsPerDimension, double LogDensity, double LogPrior, double LogDet)
{
    /// <summary>The importance-weighted bound in bits per dimension, or null where none was asked for.</summary>
    public double? BoundBitsPerDimension { get; init; }

    /// <summary>Bytes that encoding and decoding did not bring back, or null where that was not asked for.</summary>
    public long? DifferingBytes { get; init; }
}
